package dev.usher.server.http;

import dev.usher.server.http.AccessLogFormat.Part;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The directives {@code %t} and {@code %T} of an access log. */
final class AccessLogTime {
    private static final DateTimeFormatter CLF = DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.US)
            .withZone(ZoneId.systemDefault());

    private record Cached(long epochSecond, String text) {}

    private static volatile Cached last = new Cached(0, CLF.format(Instant.EPOCH));

    private AccessLogTime() {}

    /**
     * Where there is no argument {@code [10/Oct/2000:13:55:36 +0000]} in the machine's time zone; sec, msec, usec count
     * since 1970.
     */
    static @Nullable Part start(String argument) {
        return switch (argument) {
            case "" -> (entry, out) -> out.append(clf(entry.startEpochMillis() / 1000));
            case "sec" -> start(millis -> millis / 1000);
            case "msec" -> start(millis -> millis);
            case "usec" -> start(millis -> millis * 1000);
            default -> null;
        };
    }

    private static Part start(LongUnaryOperator unit) {
        return (entry, out) -> out.append(unit.applyAsLong(entry.startEpochMillis()));
    }

    /** Seconds where there is no argument; s, ms, us. */
    static @Nullable Part duration(String argument) {
        return switch (argument) {
            case "", "s" -> duration(1_000_000_000L);
            case "ms" -> duration(1_000_000L);
            case "us" -> duration(1_000L);
            default -> null;
        };
    }

    private static Part duration(long unitNanos) {
        return (entry, out) -> out.append(entry.durationNanos() / unitNanos);
    }

    private static String clf(long epochSecond) {
        Cached cached = last;
        if (cached.epochSecond() != epochSecond) {
            cached = new Cached(epochSecond, CLF.format(Instant.ofEpochSecond(epochSecond)));
            last = cached;
        }
        return cached.text();
    }
}
