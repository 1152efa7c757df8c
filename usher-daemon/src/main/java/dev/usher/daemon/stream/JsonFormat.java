package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** {@code data: {"content":"…"}}, the reference's format. */
final class JsonFormat implements EventFormat {
    private static final byte[] BEGIN = "data: {\"content\":\"".getBytes(US_ASCII);
    private static final byte[] END = "\"}\n\n".getBytes(US_ASCII);

    @Override
    public void token(byte[] utf8, int from, int to, Scratch out) {
        out.beginEvent();
        out.put(BEGIN);
        JsonText.put(utf8, from, to, out);
        out.put(END);
    }
}
