package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.usher.daemon.backend.Finish;
import java.util.Arrays;

/**
 * The first seed's format. Blanks survive byte for byte, because the one blank behind the colon is ours; CR, LF and
 * CRLF each begin a new {@code data:} line, so that no token can forge a field or an event.
 *
 * <p>Readers of this format take the line {@code data: [DONE]} for the end: a line of a token that is exactly that is
 * torn over two events, and their data joined is what the source said.
 */
final class TextFormat implements EventFormat {
    private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);
    private static final byte[] DONE_EVENT = "event: done\n".getBytes(US_ASCII);

    @Override
    public void token(byte[] utf8, int from, int to, Scratch out) {
        out.beginEvent();
        int line = from;
        for (int at = from; at < to; at++) {
            byte b = utf8[at];
            if (b == '\n' || b == '\r') {
                line(utf8, line, at, out);
                out.put((byte) '\n');
                if (b == '\r' && at + 1 < to && utf8[at + 1] == '\n') {
                    at++;
                }
                line = at + 1;
            }
        }
        line(utf8, line, to, out);
        out.put(Literals.EVENT_END);
    }

    /** EventSource's {@code onmessage} must not see the end, the seed's fetch reader must: a named event with it. */
    @Override
    public void done(Finish finish, Scratch out) {
        out.beginEvent();
        out.put(DONE_EVENT);
        out.put(Literals.DONE_DATA);
    }

    private static void line(byte[] utf8, int from, int to, Scratch out) {
        out.put(Literals.DATA);
        if (to - from == DONE.length && Arrays.equals(utf8, from, to, DONE, 0, DONE.length)) {
            out.put((byte) '[');
            out.put(Literals.EVENT_END);
            out.beginEvent();
            out.put(Literals.DATA);
            out.put(utf8, from + 1, to);
        } else {
            out.put(utf8, from, to);
        }
    }
}
