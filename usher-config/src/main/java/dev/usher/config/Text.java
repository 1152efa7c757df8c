package dev.usher.config;

import java.util.List;
import java.util.stream.Collectors;

/** How what a user wrote is shown back to a user: bounded and without control characters. */
final class Text {
    private static final int SHOWN_CHARS = 80;

    private Text() {}

    /** In single quotes, cut after {@value #SHOWN_CHARS} characters, control characters as {@code \}{@code uXXXX}. */
    static String quoted(String value) {
        return "'" + bounded(value) + "'";
    }

    /** As {@link #quoted}, without the quotes. */
    static String bounded(String value) {
        StringBuilder shown = new StringBuilder();
        value.chars().limit(SHOWN_CHARS).forEach(c -> append(shown, (char) c));
        return shown.append(value.length() > SHOWN_CHARS ? "…" : "").toString();
    }

    private static void append(StringBuilder shown, char c) {
        if (Character.isISOControl(c)) {
            shown.append("\\u%04x".formatted((int) c));
        } else {
            shown.append(c);
        }
    }

    /** Words as one would write them behind a directive. */
    static String written(List<String> words) {
        return words.stream().map(Text::written).collect(Collectors.joining(" "));
    }

    private static String written(String word) {
        if (!word.isEmpty() && word.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '\'')) {
            return word;
        }
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
