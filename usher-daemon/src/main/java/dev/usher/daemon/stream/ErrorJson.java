package dev.usher.daemon.stream;

/** {@code {"error":{"message":…,"code":…}}}, on one line: an object, as clients of OpenAI's API know it. */
final class ErrorJson {
    private ErrorJson() {}

    static String of(String code, String message) {
        return "{\"error\":{\"message\":" + quoted(message) + ",\"code\":" + quoted(code) + "}}";
    }

    /**
     * A JSON string. Every control character is escaped: a text that comes from elsewhere cannot begin a line. Half of a
     * surrogate pair becomes U+FFFD: strict parsers refuse its escape.
     */
    static String quoted(String text) {
        StringBuilder into = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                into.append('\\').append(c);
            } else if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
                into.append("\\u").append(String.format("%04x", (int) c));
            } else {
                into.append(Character.isSurrogate(c) && !paired(text, i) ? '\uFFFD' : c);
            }
        }
        return into.append('"').toString();
    }

    private static boolean paired(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
