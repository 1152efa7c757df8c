package dev.usher.cli.log;

import java.util.HexFormat;

/** Text of others as it may stand in a log: it begins no line, and tells a terminal nothing. */
final class OneLine {
    private OneLine() {}

    /**
     * Each control character in C's spelling, as {@code \n} or {@code \x1b}; likewise what ends a line in Unicode, and what turns
     * the direction of writing. A backslash stays as it is: paths and patterns are to be read.
     */
    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnsafe(text.charAt(i))) {
                return escaped(text, i);
            }
        }
        return text;
    }

    private static String escaped(String text, int begin) {
        StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, begin);
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(c)) {
                line.append('\\').append(code(c));
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }

    private static String code(char c) {
        return switch (c) {
            case '\n' -> "n";
            case '\r' -> "r";
            case '\t' -> "t";
            case '\b' -> "b";
            case '\f' -> "f";
            default ->
                c < 0x100
                        ? "x" + HexFormat.of().toHexDigits((byte) c)
                        : "u" + HexFormat.of().toHexDigits(c);
        };
    }

    /** C0, DEL and C1; the line and paragraph separators; embeddings, overrides and isolates (UAX #9). */
    private static boolean isUnsafe(char c) {
        return Character.isISOControl(c) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
