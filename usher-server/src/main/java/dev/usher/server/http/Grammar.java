package dev.usher.server.http;

/**
 * The byte classes of RFC 9110 and RFC 9112 as tables, over text decoded as ISO-8859-1 (one char is one byte).
 * All methods are pure and may be called from any thread.
 */
final class Grammar {
    private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~", true);
    private static final boolean[] HOST = table("-._", true);

    private Grammar() {}

    private static boolean[] table(String others, boolean alphanumeric) {
        boolean[] table = new boolean[256];
        for (char c = '0'; alphanumeric && c <= 'z'; c++) {
            table[c] = isDigit(c) || isLetter(c);
        }
        others.chars().forEach(c -> table[c] = true);
        return table;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    /** tchar of RFC 9110 §5.6.2. */
    static boolean isTokenChar(int c) {
        return c < 256 && TOKEN[c];
    }

    /** What a DNS name in Host may hold here: letters, digits, hyphen, dot and (as httpd) underscore. */
    static boolean isHostChar(int c) {
        return c < 256 && HOST[c];
    }

    /** A control character that no line of a head may hold: all of them but HTAB (RFC 9110 §5.5). */
    static boolean isForbiddenControl(int c) {
        return c < 0x20 ? c != '\t' : c == 0x7f;
    }

    /** OWS of RFC 9110 §5.6.3: space and tab, nothing else. */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(int c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Without the space and tab at both ends; String.strip would take VT and others with them, which is A4's trick. */
    static String trimBlanks(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Equal but for the case of ASCII letters; String.equalsIgnoreCase would fold U+00E0 and others. */
    static boolean sameIgnoringCase(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (lower(a.charAt(i)) != lower(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean startsWithIgnoringCase(String text, String prefix) {
        return text.length() >= prefix.length() && sameIgnoringCase(text.substring(0, prefix.length()), prefix);
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /** Lower case of the ASCII letters, whatever the machine's locale. */
    static String lower(String text) {
        int first = 0;
        while (first < text.length() && lower(text.charAt(first)) == text.charAt(first)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        char[] out = text.toCharArray();
        for (int i = first; i < out.length; i++) {
            out[i] = lower(out[i]);
        }
        return new String(out);
    }
}
