package dev.usher.server.content.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a Range header asks for (RFC 9110 §14.2).
 *
 * <p>A header that is malformed, of another unit or unreasonable (more than {@value #MAX_SPECS} pieces, or more than {@value
 * #MAX_PARTS} after those that overlap or touch were joined; CVE-2011-3192) is ignored, as the RFC lets a server do: the
 * answer is the whole file, once.
 */
sealed interface RangeRequest {
    /** The most pieces a multipart answer has. */
    int MAX_PARTS = 20;

    /** The most pieces that are looked at, httpd's MaxRanges. */
    int MAX_SPECS = 200;

    /** Answer with the whole representation. */
    record Whole() implements RangeRequest {}

    /** None of the pieces lies inside: 416. */
    record Unsatisfiable() implements RangeRequest {}

    /** 206 with these parts, at least one, none touching another. */
    record Parts(List<ByteRange> ranges) implements RangeRequest {}

    /**
     * Reads a Range header's value.
     *
     * @param value all of it, without the name
     * @param length bytes of the whole representation
     */
    static RangeRequest parse(String value, long length) {
        if (!value.regionMatches(true, 0, "bytes=", 0, 6)) {
            return new Whole();
        }
        String[] specs = value.substring(6).split(",", MAX_SPECS + 2);
        if (specs.length > MAX_SPECS) {
            return new Whole();
        }
        List<ByteRange> ranges = new ArrayList<>();
        int seen = 0;
        for (String each : specs) {
            String spec = trim(each);
            if (spec.isEmpty()) {
                continue; // an empty list element means nothing (RFC 9110 §5.6.1.2)
            }
            seen++;
            if (!addSpec(ranges, spec, length)) {
                return new Whole();
            }
        }
        return seen == 0 ? new Whole() : answer(ranges, length);
    }

    private static RangeRequest answer(List<ByteRange> ranges, long length) {
        if (ranges.isEmpty()) {
            return new Unsatisfiable();
        }
        List<ByteRange> joined = joined(ranges);
        boolean all = joined.getFirst().length() == length;
        return joined.size() > MAX_PARTS || (all && ranges.size() > 1) ? new Whole() : new Parts(joined);
    }

    /** Adds the piece that a spec means where it lies inside; false where the spec is malformed. */
    private static boolean addSpec(List<ByteRange> into, String spec, long length) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return false;
        }
        String from = spec.substring(0, dash);
        String to = spec.substring(dash + 1);
        return from.isEmpty() ? addSuffix(into, to, length) : addBounded(into, from, to, length);
    }

    private static boolean addSuffix(List<ByteRange> into, String digits, long length) {
        OptionalLong count = number(digits);
        if (count.isPresent() && count.getAsLong() > 0 && length > 0) {
            into.add(new ByteRange(Math.max(0, length - count.getAsLong()), length - 1));
        }
        return count.isPresent();
    }

    private static boolean addBounded(List<ByteRange> into, String from, String to, long length) {
        OptionalLong first = number(from);
        OptionalLong last = to.isEmpty() ? OptionalLong.of(Long.MAX_VALUE) : number(to);
        if (first.isEmpty() || last.isEmpty() || first.getAsLong() > last.getAsLong()) {
            return false;
        }
        if (first.getAsLong() < length) {
            into.add(new ByteRange(first.getAsLong(), Math.min(last.getAsLong(), length - 1)));
        }
        return true;
    }

    /** Digits only, no sign; what is beyond a long is as good as its end. */
    private static OptionalLong number(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException beyondLong) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }

    /** Keeps the client's order where no two touch; joins and sorts them otherwise. */
    private static List<ByteRange> joined(List<ByteRange> ranges) {
        List<ByteRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(ByteRange::first));
        List<ByteRange> joined = new ArrayList<>();
        for (ByteRange next : sorted) {
            if (!joined.isEmpty() && joined.getLast().touches(next)) {
                joined.add(joined.removeLast().joined(next));
            } else {
                joined.add(next);
            }
        }
        return joined.size() == ranges.size() ? List.copyOf(ranges) : List.copyOf(joined);
    }

    private static String trim(String spec) {
        int from = 0;
        int to = spec.length();
        while (from < to && isBlank(spec.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(spec.charAt(to - 1))) {
            to--;
        }
        return spec.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
