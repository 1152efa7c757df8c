package dev.usher.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the known name a misspelt one was meant to be. */
public final class Nearest {
    /** Names longer than this are no misspelling of ours, and comparing them would take long. */
    private static final int MAX_CHARS = 64;

    private Nearest() {}

    /** The candidate within a third of the name's length in edits, the first of the nearest; null if there is none. */
    public static @Nullable String to(String written, Collection<String> candidates) {
        if (written.length() > MAX_CHARS) {
            return null;
        }
        String best = null;
        int bestDistance = Math.max(1, Math.min(4, written.length() / 3)) + 1;
        String lowerCase = written.toLowerCase(Locale.ROOT);
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - written.length()) >= bestDistance) {
                continue; // Every character more or less is an edit of its own.
            }
            int distance = distance(lowerCase, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : cell(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cell(int[][] d, String a, String b, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
