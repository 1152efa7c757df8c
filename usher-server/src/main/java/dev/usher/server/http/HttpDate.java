package dev.usher.server.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates of HTTP (RFC 9110 §5.6.7): one format is written, three are read. Any thread. */
public final class HttpDate {
    private static final DateTimeFormatter IMF_FIXDATE = pattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = pattern("EEE MMM ppd HH:mm:ss yyyy");
    private static final int CENTURY_YEARS = 100;

    private record Cached(long epochSecond, String text) {}

    private static volatile Cached last = new Cached(0, IMF_FIXDATE.format(Instant.EPOCH));

    private HttpDate() {}

    private static DateTimeFormatter pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}; the text of the last second asked for is kept, for Date. */
    public static String format(long epochSecond) {
        Cached cached = last;
        if (cached.epochSecond() != epochSecond) {
            cached = new Cached(epochSecond, IMF_FIXDATE.format(Instant.ofEpochSecond(epochSecond)));
            last = cached;
        }
        return cached.text();
    }

    /**
     * The instant that a date in one of the three formats names, with second precision; null for anything else, which
     * is then to be ignored.
     */
    public static @Nullable Instant parse(String text) {
        for (DateTimeFormatter format :
                new DateTimeFormatter[] {IMF_FIXDATE, rfc850(LocalDate.now(ZoneOffset.UTC)), ASCTIME}) {
            try {
                return LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                // Not this format: the next is tried, and null is the answer where none fits.
            }
        }
        return null;
    }

    /** Two digits mean the year that is not more than 50 years in the future (RFC 9110 §5.6.7). */
    private static DateTimeFormatter rfc850(LocalDate today) {
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, today.plusYears(51 - CENTURY_YEARS))
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US);
    }
}
