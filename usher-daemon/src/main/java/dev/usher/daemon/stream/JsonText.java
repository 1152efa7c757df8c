package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What a token says, within the quotes of a JSON string: escaped are the quote, the backslash and C0 controls (RFC 8259
 * section 7), no more.
 */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] CONTROL = "\\u00".getBytes(US_ASCII);

    private JsonText() {}

    /** Writes well-formed UTF-8. */
    static void put(byte[] utf8, int from, int to, Scratch out) {
        int plain = from;
        for (int at = from; at < to; at++) {
            byte b = utf8[at];
            if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
                out.put(utf8, plain, at);
                escape(b, out);
                plain = at + 1;
            }
        }
        out.put(utf8, plain, to);
    }

    private static void escape(byte b, Scratch out) {
        byte letter = shortEscape(b);
        if (letter != 0) {
            out.put((byte) '\\');
            out.put(letter);
        } else {
            out.put(CONTROL);
            out.put(HEX[b >> 4]);
            out.put(HEX[b & 15]);
        }
    }

    private static byte shortEscape(byte b) {
        return (byte)
                switch (b) {
                    case '"', '\\' -> b;
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    case '\b' -> 'b';
                    case '\f' -> 'f';
                    default -> 0;
                };
    }
}
