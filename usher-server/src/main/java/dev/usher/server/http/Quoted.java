package dev.usher.server.http;

import java.util.HexFormat;

/**
 * Bytes from the wire as they may stand in a log line or a message: printable, on one line, cut to a length a person
 * reads.
 */
final class Quoted {
    private static final int MAX_CHARS = 80;

    private Quoted() {}

    /** In double quotes, escaped as httpd escapes log items, at most {@value #MAX_CHARS} characters of it. */
    static String text(String raw) {
        StringBuilder out = new StringBuilder().append('"');
        escape(raw.length() > MAX_CHARS ? raw.substring(0, MAX_CHARS) : raw, out);
        out.append('"');
        return raw.length() > MAX_CHARS ? out + "… (" + raw.length() + " characters)" : out.toString();
    }

    /** One character by its number, as {@code 0x0d}. */
    static String character(int c) {
        return "0x" + HexFormat.of().toHexDigits((long) c, c > 0xff ? 4 : 2);
    }

    /**
     * httpd's escaping of a log item: {@code \"}, {@code \\}, {@code \n} and its like, {@code \xhh} for everything else
     * not printable.
     */
    static void escape(String raw, StringBuilder out) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 0x0b -> out.append("\\v");
                default -> {
                    if (c >= 0x20 && c < 0x7f) {
                        out.append(c);
                    } else {
                        out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
                    }
                }
            }
        }
    }
}
