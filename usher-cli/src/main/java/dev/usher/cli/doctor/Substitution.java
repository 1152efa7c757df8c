package dev.usher.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One text in the place of another, within a line.
 *
 * @param old what stands there
 * @param now what is to stand there
 * @param which of the old ones in the line it is, from 1
 */
record Substitution(String old, String now, int which) {
    private static final String IN_WORDS = "/._-";

    /** In a line that holds the text: its last one that is a word by itself, else the last. */
    static Optional<Substitution> in(String line, String old, String now) {
        List<Integer> places = places(line, old);
        if (places.isEmpty()) {
            return Optional.empty();
        }
        int which = places.size();
        for (int i = places.size(); i > 0; i--) {
            if (isWord(line, places.get(i - 1), old.length())) {
                which = i;
                break;
            }
        }
        return Optional.of(new Substitution(old, now, which));
    }

    private static List<Integer> places(String line, String old) {
        List<Integer> places = new ArrayList<>();
        for (int at = old.isEmpty() ? -1 : line.indexOf(old); at >= 0; at = line.indexOf(old, at + old.length())) {
            places.add(at);
        }
        return places;
    }

    /** Whether a text in a line is a word, and no part of a longer one. */
    static boolean isWord(String line, int start, int length) {
        int end = start + length;
        boolean begins = start == 0 || !inWord(line.charAt(start)) || !inWord(line.charAt(start - 1));
        return begins && (end == line.length() || !inWord(line.charAt(end - 1)) || !inWord(line.charAt(end)));
    }

    /** Whether it is a word where it stands, in a line that it was made for. */
    boolean changesWordOf(String line) {
        return isWord(line, places(line, old).get(which - 1), old.length());
    }

    private static boolean inWord(char c) {
        return Character.isLetterOrDigit(c) || IN_WORDS.indexOf(c) >= 0;
    }

    /** The line as it is then. */
    String apply(String line) {
        int at = places(line, old).get(which - 1);
        return line.substring(0, at) + now + line.substring(at + old.length());
    }

    char mark(String... texts) {
        return Sed.mark(old, now, String.join("", texts));
    }

    String script(char mark) {
        return Sed.substitute(old, now, which, mark);
    }
}
