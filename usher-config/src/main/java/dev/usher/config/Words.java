package dev.usher.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as httpd does: at blanks; a word in double or single quotes may hold blanks; within quotes a
 * backslash escapes that quote and itself, outside only itself, and stays where it escapes nothing ({@code "\.php$"}).
 *
 * <p>Stricter than httpd, which guesses: a quote must be closed, and nothing may follow it directly.
 */
final class Words {
    private final String text;
    private int at;

    private Words(String text) {
        this.text = text;
    }

    static List<String> split(String text) throws SyntaxError {
        Words words = new Words(text);
        List<String> found = new ArrayList<>();
        for (words.skipBlanks(); words.at < text.length(); words.skipBlanks()) {
            found.add(words.next());
        }
        return List.copyOf(found);
    }

    static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private String next() throws SyntaxError {
        char first = text.charAt(at);
        return first == '"' || first == '\'' ? quotedWord(first) : bareWord();
    }

    private String bareWord() {
        StringBuilder word = new StringBuilder();
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at += text.startsWith("\\\\", at) ? 1 : 0;
            word.append(text.charAt(at++));
        }
        return word.toString();
    }

    private String quotedWord(char quote) throws SyntaxError {
        int start = at++;
        StringBuilder word = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            at += escapes(quote) ? 1 : 0;
            word.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw new SyntaxError("the quote in " + Text.quoted(text.substring(start)) + " is not closed");
        }
        at++;
        if (at < text.length() && !isBlank(text.charAt(at))) {
            throw new SyntaxError("a blank is missing before " + Text.quoted(text.substring(at)));
        }
        return word.toString();
    }

    private boolean escapes(char quote) {
        if (text.charAt(at) != '\\' || at + 1 >= text.length()) {
            return false;
        }
        return text.charAt(at + 1) == quote || text.charAt(at + 1) == '\\';
    }
}
