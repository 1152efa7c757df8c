package dev.usher.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line, as in a configuration file: {@code 500ms}, {@code 5s}, {@code 1m}; a number alone is ms. */
final class Millis implements ITypeConverter<Long> {
    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})(ms|s|m|)");

    @Override
    public Long convert(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new TypeConversionException("'" + text + "' is no duration: write 500ms, 5s or 1m");
        }
        long number = Long.parseLong(shape.group(1));
        return switch (shape.group(2)) {
            case "s" -> number * 1_000;
            case "m" -> number * 60_000;
            default -> number;
        };
    }
}
