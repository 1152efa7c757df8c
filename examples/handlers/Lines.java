import dev.usher.server.bucket.*;
import dev.usher.server.connection.*;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** For protocols of lines: compiled with the handler that uses it. */
final class Lines {
    private Lines() {}

    /** The next line with its end, waited for; nothing where the client has hung up. */
    static String read(Connection c) throws IOException {
        try (Brigade line = new Brigade()) {
            Status _ = c.in().get(line, ReadMode.GETLINE, Block.BLOCK, Input.LINE_LIMIT);
            return new String(line.flatten(2 * Input.LINE_LIMIT), StandardCharsets.ISO_8859_1);
        }
    }

    /** Sends text as it is, at once. */
    static void say(Connection c, String text) throws IOException {
        try (Brigade said = Brigade.of(Data.latin1(text), new Flush())) {
            c.out().pass(said);
        }
    }
}
