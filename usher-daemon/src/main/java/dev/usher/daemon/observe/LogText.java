package dev.usher.daemon.observe;

import java.util.regex.Pattern;

/** Text from outside within a line of a log: nothing in it ends the line, or the field, or moves a terminal's cursor. */
final class LogText {
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private LogText() {}

    /** As a JSON string with its quotes, in ASCII: what is not is escaped; half a surrogate pair becomes U+FFFD. */
    static String quoted(String text) {
        String whole = LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
        StringBuilder out = new StringBuilder(whole.length() + 2).append('"');
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7F) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.append('"').toString();
    }

    /** As it is where it is one plain word, else {@link #quoted}. */
    static String word(String text) {
        boolean plain = !text.isEmpty()
                && !text.equals("-")
                && text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '=');
        return plain ? text : quoted(text);
    }
}
