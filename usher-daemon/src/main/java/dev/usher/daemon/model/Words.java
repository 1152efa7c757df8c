package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The short words that APIs say again and again (names of events, of types, reasons to end), each kept as one string. Bounded: what
 * does not fit is a new string each time. One object a loop.
 */
final class Words {
    private static final int PLACES = 256;
    private static final int KEPT_CHARS_MAX = 48;

    private final @Nullable String[] places = new @Nullable String[PLACES];

    /** The word that these bytes are, UTF-8. */
    String of(byte[] utf8, int from, int to) {
        int hash = 0;
        for (int at = from; at < to; at++) {
            hash = 31 * hash + utf8[at];
        }
        String kept = places[place(hash)];
        if (kept != null && is(kept, utf8, from, to)) {
            return kept;
        }
        return keep(hash, new String(utf8, from, to - from, UTF_8));
    }

    /** The word that these characters are. */
    String of(char[] text, int from, int length) {
        int hash = 0;
        for (int at = from; at < from + length; at++) {
            hash = 31 * hash + text[at];
        }
        String kept = places[place(hash)];
        if (kept != null && is(kept, text, from, length)) {
            return kept;
        }
        return keep(hash, new String(text, from, length));
    }

    private String keep(int hash, String word) {
        if (word.length() <= KEPT_CHARS_MAX) {
            places[place(hash)] = word;
        }
        return word;
    }

    private static int place(int hash) {
        return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (PLACES - 1);
    }

    /** A word with anything but ASCII is never found again, which costs a string and no more. */
    private static boolean is(String kept, byte[] utf8, int from, int to) {
        if (kept.length() != to - from) {
            return false;
        }
        for (int i = 0; i < kept.length(); i++) {
            if (kept.charAt(i) != utf8[from + i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(String kept, char[] text, int from, int length) {
        if (kept.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (kept.charAt(i) != text[from + i]) {
                return false;
            }
        }
        return true;
    }
}
