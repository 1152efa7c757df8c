package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.usher.daemon.backend.HandoffData;

/**
 * {@code data: {"char":"x","index":N}}, as the reference's typing backend writes it: N is where the character begins in
 * the text, in bytes of UTF-8.
 */
final class CharacterFormat implements EventFormat {
    private static final byte[] BEGIN = "data: {\"char\":\"".getBytes(US_ASCII);
    private static final byte[] INDEX = "\",\"index\":".getBytes(US_ASCII);
    private static final byte[] END = "}\n\n".getBytes(US_ASCII);

    private long index;

    @Override
    public EventFormat forStream(Home home, HandoffData data) {
        return new CharacterFormat();
    }

    @Override
    public void token(byte[] utf8, int from, int to, Scratch out) {
        out.beginEvent();
        out.put(BEGIN);
        JsonText.put(utf8, from, to, out);
        out.put(INDEX);
        out.put(Long.toString(index).getBytes(US_ASCII));
        out.put(END);
        index += to - from;
    }
}
