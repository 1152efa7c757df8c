package dev.usher.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A number with a range and, for some, a unit.
 *
 * @param requirement what the number must be, for messages
 * @param unitValues what each unit is worth, in lower case, smallest first; the unit {@code ""} allows a bare number
 * @param min the least, in the smallest unit
 * @param max the most, in the smallest unit
 * @param caption how {@code min} and {@code max} are shown
 */
record Quantity(String requirement, Map<String, Long> unitValues, long min, long max, Caption caption) {
    /** Digits that fit a long with room to spare; more are out of every range. */
    private static final int MAX_DIGITS = 18;

    /** How a range shows its ends. */
    @FunctionalInterface
    interface Caption {
        String show(long value);
    }

    Quantity {
        if (min > max) {
            throw new IllegalArgumentException("a range from " + min + " to " + max);
        }
    }

    static Quantity integer(long min, long max) {
        return new Quantity("a valid integer", units("", 1L), min, max, Long::toString);
    }

    static Quantity duration(long minMillis, long maxMillis) {
        Map<String, Long> units = timeUnits();
        return new Quantity(
                "a duration such as 500ms, 30s, 5m or 1h", units, minMillis, maxMillis, value -> largest(value, units));
    }

    static Quantity seconds(long minMillis, long maxMillis) {
        Map<String, Long> shown = timeUnits();
        Map<String, Long> units = timeUnits();
        units.put("", 1000L);
        return new Quantity(
                "seconds, or a duration such as 500ms, 30s, 5m or 1h",
                units,
                minMillis,
                maxMillis,
                value -> largest(value, shown));
    }

    static Quantity bytes(long min, long max) {
        Map<String, Long> units = units("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);
        return new Quantity(
                "a number of bytes such as 65536, 64K, 16M or 1G",
                units,
                min,
                max,
                value -> largest(value, units).toUpperCase(Locale.ROOT));
    }

    private static Map<String, Long> timeUnits() {
        return units("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
    }

    private static Map<String, Long> units(Object... namesAndValues) {
        Map<String, Long> units = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            units.put((String) namesAndValues[i], (Long) namesAndValues[i + 1]);
        }
        return units;
    }

    /** The number with the largest unit that divides it. */
    private static String largest(long value, Map<String, Long> units) {
        String shown = value + units.keySet().iterator().next();
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (value != 0 && value % unit.getValue() == 0) {
                shown = value / unit.getValue() + unit.getKey();
            }
        }
        return shown;
    }

    String range() {
        return caption.show(min) + " to " + caption.show(max);
    }

    /** Reads digits and a unit; the result is in the smallest unit and in range. */
    long parse(String word) throws BadValue {
        int digits = digits(word);
        Long unit = unitValues.get(word.substring(digits).toLowerCase(Locale.ROOT));
        if (unit == null || !hasDigit(word, digits)) {
            throw new BadValue("must be " + requirement + " " + between(), word);
        }
        if (digits > MAX_DIGITS) {
            throw new BadValue("must be " + between(), word);
        }
        return inRange(Long.parseLong(word.substring(0, digits)), unit, word);
    }

    private long inRange(long number, long unit, String word) throws BadValue {
        if (number > max / unit || number < -(Long.MAX_VALUE / unit) || number * unit < min) {
            throw new BadValue("must be " + between(), word);
        }
        return number * unit;
    }

    private String between() {
        return "between " + caption.show(min) + " and " + caption.show(max);
    }

    private static boolean hasDigit(String word, int digits) {
        return digits > 0 && word.charAt(digits - 1) != '-';
    }

    /** Length of the leading run of ASCII digits, with a minus sign before them if there is one. */
    private static int digits(String word) {
        int end = word.startsWith("-") ? 1 : 0;
        while (end < word.length() && word.charAt(end) >= '0' && word.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
