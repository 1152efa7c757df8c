package dev.usher.server.content.site;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The shell patterns of {@code <Directory>}, {@code <Files>} and {@code <Location>}: {@code *} and {@code ?} match anything but
 * a slash, {@code [a-z]} and {@code [!a-z]} one of a set, a backslash takes the next character for itself (fnmatch(3) with
 * FNM_PATHNAME, which is what httpd uses).
 */
final class Glob {
    private Glob() {}

    /** Whether there is anything in it that is more than itself. */
    static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
    }

    /**
     * The same as a regular expression that must match all of a text.
     *
     * @throws PatternSyntaxException where a set is not closed or otherwise wrong
     */
    static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append("[^/]*");
                case '?' -> regex.append("[^/]");
                case '[' -> i = set(glob, i, regex);
                case '\\' -> regex.append(quoted(i + 1 < glob.length() ? glob.charAt(++i) : c));
                default -> regex.append(quoted(c));
            }
        }
        return Pattern.compile("\\A" + regex + "\\z", Pattern.DOTALL);
    }

    private static int set(String glob, int open, StringBuilder regex) {
        int from = open + 1;
        boolean not = from < glob.length() && "!^".indexOf(glob.charAt(from)) >= 0;
        if (not) {
            from++;
        }
        int close = glob.indexOf(']', from + 1);
        if (close < 0) {
            throw new PatternSyntaxException("the set is not closed by ]", glob, open);
        }
        // A slash is never in a set; && and [ mean something in Java's sets and nothing in a shell's.
        String members = glob.substring(from, close).replaceAll("[\\[\\]&^\\\\]", "\\\\$0");
        regex.append("(?!/)[").append(not ? "^" : "").append(members).append(']');
        return close;
    }

    private static String quoted(char c) {
        return Pattern.quote(String.valueOf(c));
    }
}
