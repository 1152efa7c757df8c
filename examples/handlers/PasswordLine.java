import dev.usher.server.bucket.*;
import dev.usher.server.connection.*;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;

/** A line protocol in which the server speaks first: it asks for a password, and tells whoever knows it the time. */
public final class PasswordLine implements ProcessConnectionHandler {
    private static final String PASSWORD = "open sesame"; // yours comes from a file that only the server can read
    private static final int TRIES = 3;

    @Override
    public Outcome handle(Connection c) throws IOException {
        try (Brigade nothing = new Brigade()) { // a transport below may have to shake hands before anyone speaks
            Status _ = c.in().get(nothing, ReadMode.INIT, Block.BLOCK, 1);
        }
        c.clientSocket().timeout(Duration.ofSeconds(20)); // for each wait; nobody types longer than that
        if (isKnown(c)) {
            Lines.say(c, "Welcome. What now? (time, quit)\r\n");
            for (String line = command(c); !line.equals("quit"); line = command(c)) {
                Lines.say(c, line.equals("time") ? Instant.now() + "\r\n" : "What?\r\n");
            }
        }
        Lines.say(c, "Good bye.\r\n");
        return Outcome.OK;
    }

    private static String command(Connection c) throws IOException {
        String line = Lines.read(c);
        return line.isEmpty() ? "quit" : line.strip();
    }

    private static boolean isKnown(Connection c) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Lines.say(c, "Password: ");
            String line = Lines.read(c);
            if (line.isEmpty()) {
                return false;
            }
            if (MessageDigest.isEqual(bytes(line.strip()), bytes(PASSWORD))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
