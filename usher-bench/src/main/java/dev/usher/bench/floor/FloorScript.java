package dev.usher.bench.floor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.StreamFormat;
import dev.usher.bench.script.Ticket;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a seat's answer, cut into its sends: the head with the first event, one for each further event, the last one.
 *
 * @param pieces each send's bytes, with {@link #PROMPT_MARK} and {@link #USER_MARK} where the ticket is named
 * @param delayMillis between two of them; 0 sends all at once
 */
record FloorScript(List<byte[]> pieces, int delayMillis) {
    static final String PROMPT_MARK = "\u0001";
    static final String USER_MARK = "\u0002";

    private static final String HEAD = """
            HTTP/1.1 200 OK
            Content-Type: text/event-stream; charset=utf-8
            Cache-Control: no-cache, no-transform
            X-Accel-Buffering: no
            Connection: close

            """.replace("\n", "\r\n");

    /** As a mock seat says it. Text and json only: the other format's ids are nobody's to know. */
    static FloorScript of(StreamFormat format, int delayMillis) {
        MockScript script = new MockScript(format);
        Ticket sample = new Ticket(0);
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < script.events(); i++) {
            String event = new String(script.event(i, sample), UTF_8)
                            .replace(new String(sample.prompt(), UTF_8), PROMPT_MARK)
                            .replace(new String(sample.user(), UTF_8), USER_MARK)
                    + "\n\n";
            boolean last = i == script.events() - 1;
            byte[] bytes = ((i == 0 ? HEAD : "") + event).getBytes(UTF_8);
            if (last) { // the seat says it in the same turn as the last token
                bytes = joined(pieces.removeLast(), bytes);
            }
            pieces.add(bytes);
        }
        return new FloorScript(List.copyOf(pieces), delayMillis);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return (new String(first, ISO_8859_1) + new String(second, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    /** Whether this piece is the same for everybody. */
    static boolean isFixed(byte[] piece) {
        for (byte b : piece) {
            if (b == PROMPT_MARK.charAt(0) || b == USER_MARK.charAt(0)) {
                return false;
            }
        }
        return true;
    }
}
