import dev.usher.server.bucket.*;
import dev.usher.server.connection.*;
import dev.usher.server.filter.*;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.*;

/** Writes each bucket that passes to the log, and passes it on as it is: of a connection, or of each request's bodies. */
public final class Snoop {
    private static final Logger LOG = LoggerFactory.getLogger("snoop");

    @FilterConnectionHandler
    public static Status connectionIn(Link link, Brigade into, ReadMode mode, Block block, int limit)
            throws IOException {
        Status status = link.next().get(into, mode, block, limit);
        tell("connection in", into);
        return status;
    }

    @FilterConnectionHandler
    public static void connectionOut(Link link, Brigade brigade) throws IOException {
        tell("connection out", brigade);
        link.next().pass(brigade);
    }

    @FilterRequestHandler
    public static Status requestIn(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        Status status = link.next().get(into, mode, block, limit);
        tell("request in", into);
        return status;
    }

    @FilterRequestHandler
    public static void requestOut(Link link, Brigade brigade) throws IOException {
        tell("request out", brigade);
        link.next().pass(brigade);
    }

    private static void tell(String where, Brigade brigade) {
        for (Bucket bucket : brigade) {
            LOG.info("{}: {}", where, bucket instanceof Data data ? text(data) : bucket);
        }
    }

    /** Line breaks as \r\n, so that no client writes a line of its own into the log. */
    private static String text(Data data) {
        String text = data.content().toString(StandardCharsets.ISO_8859_1);
        return '"' + text.replace("\r", "\\r").replace("\n", "\\n").replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
