import dev.usher.server.connection.*;
import dev.usher.server.filter.*;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Tells the application another User-Agent in each request of a connection: heads are read by line, bodies are not. */
@FilterConnectionHandler
public final class HeaderRewrite implements StreamFilter {
    private static final String NAME = "User-Agent:";
    private static final int LINE_BYTES_MAX = 16 * 1024;

    @Override
    public Outcome run(FilterIo io) throws IOException {
        StringBuilder line = io.state() instanceof StringBuilder kept ? kept : new StringBuilder();
        if (io.mode() != ReadMode.GETLINE && line.isEmpty()) {
            return Outcome.DECLINED; // a body: it passes unread
        }
        byte[] buffer = new byte[8192];
        for (int length = io.read(buffer); length > 0; length = io.read(buffer)) {
            line.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
        }
        boolean whole = line.indexOf("\n") >= 0 || line.length() >= LINE_BYTES_MAX || io.seenEos();
        if (whole) {
            boolean meant = line.toString().regionMatches(true, 0, NAME, 0, NAME.length());
            io.print(meant ? NAME + " Nobody/1.0\r\n" : line.toString());
            line.setLength(0);
        }
        io.state(line); // what has come of a line so far
        return Outcome.OK;
    }

    /** So that HTTP behind it needs no thread of its own. */
    @Override
    public boolean nonBlocking() {
        return true;
    }
}
