package MyApache;

import dev.usher.server.bucket.*;
import dev.usher.server.connection.*;
import dev.usher.server.filter.*;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.*;

/** Says line by line what it hears, through the filters of both directions, until a line is blank or the client hangs up. */
public final class EchoBB {
    private static final Logger LOG = LoggerFactory.getLogger("MyApache::EchoBB");
    private static final int BUFF_LEN = 1024;

    public static Outcome handler(Connection c) throws IOException {
        try (Brigade in = new Brigade(); Brigade out = new Brigade()) {
            boolean last = false;
            while (!last && hasRead(c, in)) {
                last = in.length() > 0;
                while (!in.isEmpty()) {
                    Bucket bucket = in.removeFirst();
                    if (bucket instanceof Data data) {
                        String text = data.content().toString(StandardCharsets.ISO_8859_1);
                        data.release();
                        last &= text.matches("[\\r\\n]+");
                        bucket = Data.latin1(text); // could do something with the text here
                    }
                    out.append(bucket); // also an end of the stream: the filters must hear of it
                }
                out.append(new Flush());
                c.out().pass(out);
            }
        }
        return Outcome.OK;
    }

    /** False at the end: an empty brigade, or EOF. An error ends the connection too, and is told. */
    private static boolean hasRead(Connection c, Brigade in) {
        try {
            return c.in().get(in, ReadMode.GETLINE, Block.BLOCK, Input.LINE_LIMIT) == Status.SUCCESS && !in.isEmpty();
        } catch (IOException e) {
            LOG.error("get_brigade: {}", e.toString());
            return false;
        }
    }

    /** Has each letter of A to Z small; other bytes may be parts of letters, and stay. */
    @FilterConnectionHandler
    public static Outcome lowercaseFilter(FilterIo filter) throws IOException {
        byte[] buffer = new byte[BUFF_LEN];
        for (int length = filter.read(buffer); length > 0; length = filter.read(buffer)) {
            for (int i = 0; i < length; i++) {
                buffer[i] += buffer[i] >= 'A' && buffer[i] <= 'Z' ? 'a' - 'A' : 0;
            }
            filter.print(buffer, 0, length);
        }
        return Outcome.OK;
    }
}
