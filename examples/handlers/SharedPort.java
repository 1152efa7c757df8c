import dev.usher.server.bucket.*;
import dev.usher.server.connection.*;
import java.io.IOException;

/** Answers who says ping, on HTTP's own port: it looks at the first byte, and leaves it where it is for HTTP. */
public final class SharedPort implements ProcessConnectionHandler {

    @Override
    public Outcome handle(Connection c) throws IOException {
        if (!beginsSmall(c)) { // as no method of HTTP does
            return Outcome.DECLINED;
        }
        for (String line = Lines.read(c); !line.isBlank(); line = Lines.read(c)) {
            Lines.say(c, line.strip().equals("ping") ? "pong\r\n" : "what?\r\n");
        }
        return Outcome.OK;
    }

    /** Copies are what it gets; it waits for the first byte only, so that is all it asks for. */
    private static boolean beginsSmall(Connection c) throws IOException {
        try (Brigade copies = new Brigade()) {
            Status _ = c.in().get(copies, ReadMode.SPECULATIVE, Block.BLOCK, 1);
            byte[] first = copies.flatten(1);
            return first.length == 1 && first[0] >= 'a' && first[0] <= 'z';
        }
    }
}
