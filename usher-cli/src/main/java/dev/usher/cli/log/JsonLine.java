package dev.usher.cli.log;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One JSON object as it grows, in ASCII: what is not is escaped, half a surrogate pair becomes U+FFFD. For one thread. */
final class JsonLine {
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private final StringBuilder out = new StringBuilder(256);

    /** A field; null is {@code null}. */
    void text(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            out.append("null");
        } else {
            string(LONE_SURROGATE.matcher(value).replaceAll("\uFFFD"));
        }
    }

    /** A field. */
    void number(String name, long value) {
        name(name);
        out.append(value);
    }

    private void name(String name) {
        out.append(out.isEmpty() ? '{' : ',');
        string(name);
        out.append(':');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> character(c);
            }
        }
        out.append('"');
    }

    private void character(char c) {
        if (c >= ' ' && c < 0x7F) {
            out.append(c);
        } else {
            out.append(String.format("\\u%04x", (int) c));
        }
    }

    /** The whole line; nothing is added behind it. */
    String end() {
        return out.append("}\n").toString();
    }
}
