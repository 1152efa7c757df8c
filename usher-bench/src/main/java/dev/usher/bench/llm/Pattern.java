package dev.usher.bench.llm;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How an answer differs from the usual one: traits with their values, as {@code X-Test-Pattern} names them, separated by
 * commas: {@code unicode,crlf,cut:3}.
 *
 * @param traits in no order that means anything
 */
record Pattern(Map<Trait, String> traits) {
    private static final int NUMBER_MAX = 1_000_000;
    private static final int STATUS_MIN = 300;
    private static final int STATUS_MAX = 599;

    /** The usual answer. */
    static final Pattern USUAL = new Pattern(Map.of());

    /**
     * Reads a pattern; one without a word is the usual answer.
     *
     * @throws IllegalArgumentException where a word is none of ours, or its value not what it takes
     */
    static Pattern parse(String words) {
        Map<Trait, String> found = new EnumMap<>(Trait.class);
        for (String word : words.split(",", -1)) {
            if (!word.isBlank()) {
                read(word.trim(), found);
            }
        }
        return found.isEmpty() ? USUAL : new Pattern(Collections.unmodifiableMap(found));
    }

    private static void read(String word, Map<Trait, String> into) {
        int colon = word.indexOf(':');
        Trait trait = trait(colon < 0 ? word : word.substring(0, colon));
        String value = colon < 0 ? "" : word.substring(colon + 1);
        if (trait.value() == Trait.Value.NONE && colon >= 0) {
            throw new IllegalArgumentException("test pattern " + word + ": " + trait.word() + " takes no value");
        }
        into.put(trait, value.isEmpty() ? trait.otherwise() : checked(trait, value));
    }

    private static Trait trait(String word) {
        for (Trait trait : Trait.values()) {
            if (trait.word().equals(word)) {
                return trait;
            }
        }
        throw new IllegalArgumentException("test pattern " + word + " is none of "
                + Arrays.stream(Trait.values()).map(Trait::word).collect(Collectors.joining(", ")));
    }

    private static String checked(Trait trait, String value) {
        if (trait.value() == Trait.Value.NUMBER) {
            int least = trait == Trait.STATUS ? STATUS_MIN : 0;
            int most = trait == Trait.STATUS ? STATUS_MAX : NUMBER_MAX;
            if (!value.matches("[0-9]{1,7}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                throw new IllegalArgumentException("test pattern " + trait.word() + ":" + value
                        + ": it takes a number between " + least + " and " + most);
            }
        }
        return value;
    }

    /** Whether this was asked for. */
    boolean has(Trait trait) {
        return traits.containsKey(trait);
    }

    /** Whether this was asked for after so many chunks. */
    boolean isDue(Trait trait, int chunksSent) {
        return has(trait) && number(trait) == chunksSent;
    }

    /** The number of a trait that was asked for and takes one. */
    int number(Trait trait) {
        return Integer.parseInt(word(trait, trait.otherwise()));
    }

    /** The value of a trait; {@code otherwise} where it was not asked for. */
    String word(Trait trait, String otherwise) {
        return traits.getOrDefault(trait, otherwise);
    }
}
