package dev.usher.config;

import java.util.List;

/**
 * How the words behind a directive become a value. Implementations are immutable and safe for all threads.
 *
 * @param <T> the value
 */
public interface ValueType<T> {

    /** What stands behind the directive's name in the documentation: {@code On|Off}, {@code DURATION}. */
    String syntax();

    /** The fewest words it takes, from 0. */
    default int minWords() {
        return 1;
    }

    /** The most words it takes. */
    default int maxWords() {
        return 1;
    }

    /** The range in words for the documentation, empty where there is none: {@code 1 to 60000}. */
    default String range() {
        return "";
    }

    /**
     * Reads a value.
     *
     * @param words as many as {@link #minWords} and {@link #maxWords} allow, quotes and variables resolved
     * @throws BadValue with what would have been right
     */
    T parse(List<String> words) throws BadValue;

    /**
     * Reads words; what {@link #of} takes.
     *
     * @param <T> the value
     */
    @FunctionalInterface
    interface Reader<T> {
        /** As {@link ValueType#parse}. */
        T parse(List<String> words) throws BadValue;
    }

    /** A type of one's own, such as {@code Listen}'s or {@code Alias}'s. */
    static <T> ValueType<T> of(String syntax, int minWords, int maxWords, Reader<T> reader) {
        return new CustomType<>(syntax, minWords, maxWords, "", reader);
    }
}
