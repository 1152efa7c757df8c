package dev.usher.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types that settings share. Each is immutable. */
public final class ValueTypes {
    private static final Pattern OCTAL = Pattern.compile("[0-7]{3,5}");
    private static final int MAX_MODE = 0777;

    private ValueTypes() {}

    /** A whole number from {@code min} to {@code max}, both included. */
    public static ValueType<Integer> integer(int min, int max) {
        Quantity quantity = Quantity.integer(min, max);
        return oneWord("N", quantity.range(), word -> (int) quantity.parse(word));
    }

    /** {@code On} or {@code Off}, in any case. */
    public static ValueType<Boolean> flag() {
        return oneWord("On|Off", "", ValueTypes::parseFlag);
    }

    /** A number with {@code ms}, {@code s}, {@code m} or {@code h}; never a bare number, not even 0. */
    public static ValueType<Duration> duration(Duration min, Duration max) {
        Quantity quantity = Quantity.duration(min.toMillis(), max.toMillis());
        return oneWord("DURATION", quantity.range(), word -> Duration.ofMillis(quantity.parse(word)));
    }

    /** httpd's own kind of timeout: bare seconds, or as {@link #duration}. */
    public static ValueType<Duration> seconds(Duration min, Duration max) {
        Quantity quantity = Quantity.seconds(min.toMillis(), max.toMillis());
        return oneWord("SECONDS", quantity.range(), word -> Duration.ofMillis(quantity.parse(word)));
    }

    /** Bytes: a bare number, or with {@code K}, {@code M} or {@code G} (powers of 1024). */
    public static ValueType<Long> bytes(long min, long max) {
        Quantity quantity = Quantity.bytes(min, max);
        return oneWord("BYTES", quantity.range(), quantity::parse);
    }

    /** A file's mode in octal, {@code 0660}; the bits of {@code rwxrwxrwx} only. */
    public static ValueType<Integer> octalMode() {
        return oneWord("MODE", "0000 to 0777", ValueTypes::parseMode);
    }

    /** A path as written, never empty; whose directory a relative one belongs to is the reader's affair. */
    public static ValueType<Path> path() {
        return oneWord("PATH", "", ValueTypes::parsePath);
    }

    /** Any one word, {@code ""} too. */
    public static ValueType<String> text() {
        return oneWord("TEXT", "", word -> word);
    }

    /** One or more words. */
    public static ValueType<List<String>> words() {
        return new CustomType<>("WORD...", 1, Integer.MAX_VALUE, "", List::copyOf);
    }

    /** One of an enum's constants, written in lower case with dashes, read in any case. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        String choices = constants.stream().map(ValueTypes::spelling).collect(Collectors.joining("|"));
        return oneWord(choices, "", word -> parseConstant(constants, choices, word));
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E parseConstant(List<E> constants, String choices, String word) throws BadValue {
        for (E constant : constants) {
            if (spelling(constant).equalsIgnoreCase(word)) {
                return constant;
            }
        }
        throw new BadValue("must be one of " + choices.replace("|", ", "), word);
    }

    private static Boolean parseFlag(String word) throws BadValue {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new BadValue("must be On or Off", word);
        };
    }

    private static Integer parseMode(String word) throws BadValue {
        if (!OCTAL.matcher(word).matches() || Integer.parseInt(word, 8) > MAX_MODE) {
            throw new BadValue("must be an octal mode between 0000 and 0777, such as 0660", word);
        }
        return Integer.parseInt(word, 8);
    }

    private static Path parsePath(String word) throws BadValue {
        if (word.isEmpty()) {
            throw new BadValue("must be a path", word);
        }
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new BadValue("must be a path (" + e.getReason() + ")", word);
        }
    }

    /** Reads one word. */
    @FunctionalInterface
    private interface WordReader<T> {
        T parse(String word) throws BadValue;
    }

    private static <T> ValueType<T> oneWord(String syntax, String range, WordReader<T> reader) {
        return new CustomType<>(syntax, 1, 1, range, words -> reader.parse(words.getFirst()));
    }
}
