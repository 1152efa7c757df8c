import dev.usher.server.connection.*;
import java.io.IOException;
import java.util.Locale;
import org.slf4j.*;

/** Takes mail as RFC 5321 has it, and only counts it: for programs that send some, while they are tested. */
public final class SmtpSink implements ProcessConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("smtp");
    private static final int NO_MAIL = -1;

    @Override
    public Outcome handle(Connection c) throws IOException {
        int recipients = NO_MAIL;
        Lines.say(c, "220 sink ESMTP\r\n");
        for (String line = Lines.read(c); !line.isEmpty(); line = Lines.read(c)) {
            String verb = line.strip().split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            if (verb.equals("QUIT")) {
                Lines.say(c, "221 good bye\r\n");
                return Outcome.OK;
            }
            boolean early = verb.equals("RCPT") && recipients == NO_MAIL || verb.equals("DATA") && recipients < 1;
            if (verb.equals("DATA") && !early) {
                Lines.say(c, "354 end with a point on a line of its own\r\n");
                LOG.info("a mail of {} bytes for {}", mailBytes(c), recipients);
            }
            boolean known = verb.matches("HELO|EHLO|MAIL|RCPT|DATA|RSET|NOOP");
            Lines.say(c, early ? "503 not yet\r\n" : known ? "250 sink\r\n" : "500 not known here\r\n");
            recipients = switch (early ? "" : verb) {
                case "MAIL" -> 0;
                case "RCPT" -> recipients + 1;
                case "HELO", "EHLO", "DATA", "RSET" -> NO_MAIL;
                default -> recipients;
            };
        }
        return Outcome.OK;
    }

    /** A point is the end only with CR LF on both sides of it; one that was doubled at a line's beginning counts once. */
    private static long mailBytes(Connection c) throws IOException {
        long bytes = 0;
        boolean begins = true;
        for (String line = Lines.read(c); !(begins && line.equals(".\r\n")); line = Lines.read(c)) {
            if (line.isEmpty()) {
                throw new IOException("the client has hung up in the midst of a mail");
            }
            bytes += line.length() - (begins && line.startsWith(".") ? 1 : 0);
            begins = line.endsWith("\r\n");
        }
        return bytes;
    }
}
