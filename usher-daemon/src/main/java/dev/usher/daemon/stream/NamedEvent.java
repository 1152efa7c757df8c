package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Utf8Text;
import java.util.Arrays;
import java.util.Set;

/**
 * An event of the source's own, passed on under its name; the same in every format. One that could be taken for an event of
 * the stream itself is not passed on: a source cannot end a stream, nor speak in another's name.
 */
final class NamedEvent {
    private static final Set<String> OURS = Set.of("", "message", "done", "error");
    private static final byte[] EVENT = "event: ".getBytes(US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);

    private NamedEvent() {}

    /** Whether the event can be taken for nothing else. */
    static boolean mayPass(String name, byte[] data, int from, int to) {
        if (OURS.contains(name) || name.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            return false;
        }
        for (int line = from; line <= to; line = lineEnd(data, line, to) + 1) {
            int end = lineEnd(data, line, to);
            if (Arrays.equals(data, line, end, DONE, 0, DONE.length)) {
                return false;
            }
        }
        return true;
    }

    /** Writes it, a {@code data} line for each of its lines; bytes that are no UTF-8 become U+FFFD. */
    static void put(String name, byte[] data, int from, int to, Scratch out) {
        if (!Utf8.isWellFormed(data, from, to)) {
            byte[] repaired = new String(data, from, to - from, UTF_8).getBytes(UTF_8);
            put(name, repaired, 0, repaired.length, out);
            return;
        }
        out.beginEvent();
        out.put(EVENT);
        out.put(Utf8Text.of(name));
        for (int line = from; line <= to; line = lineEnd(data, line, to) + 1) {
            out.put(DATA);
            out.put(data, line, lineEnd(data, line, to));
        }
        out.put(EventFormat.Literals.EVENT_END);
    }

    /** CR ends a line as LF does: a reader would take it so. */
    private static int lineEnd(byte[] data, int from, int to) {
        int at = from;
        while (at < to && data[at] != '\n' && data[at] != '\r') {
            at++;
        }
        return at;
    }
}
