package dev.usher.daemon.model;

import dev.usher.daemon.backend.Departure;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.upstream.Health;
import dev.usher.daemon.upstream.UpstreamFailure;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What a client is told of an upstream that did not answer with a stream: our own words, never the upstream's. */
final class Refusals {
    /** It has broken off. */
    static final Failure CUT = Failure.cut("The upstream broke off in the middle of its answer.");

    /** It says itself that it has failed. */
    static final Failure FAILED = Failure.refused("The upstream has failed in the middle of its answer.");

    /** It answers what is not the API. */
    static final Failure NOT_UNDERSTOOD = Failure.refused("The upstream's answer cannot be understood.");

    private static final Failure REFUSED = Failure.refused("The upstream refused the request.");
    private static final Failure TIMED_OUT =
            new Failure(504, "upstream_timeout", "The upstream could not be reached in time.");
    private static final int RETRY_SECONDS_MIN = 1;

    /** A client that is sent away for longer has forgotten us. */
    private static final int RETRY_SECONDS_MAX = 3600;

    private static final int OVERLOADED = 529; // Anthropic's own

    private Refusals() {}

    /** It has failed so often that it is left alone for a while. */
    static Failure down(Health health) {
        return new Failure(
                503,
                "upstream_down",
                "The upstream has failed too often, and is not asked for a while; try again later.",
                health.retryAfterSeconds());
    }

    /** What a status says of the upstream. */
    static Health.Outcome outcome(int status) {
        return status >= 500 ? Health.Outcome.FAILED : Health.Outcome.ANSWERED;
    }

    /** What the transport's failure says of the upstream. */
    static Health.Outcome outcome(UpstreamFailure.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, CONNECT_TIMED_OUT -> Health.Outcome.FAILED;
            case NO_RESOURCES -> Health.Outcome.WITHDRAWN; // the fault is ours
            case REFUSED, CUT, PROTOCOL -> Health.Outcome.BROKEN_OFF;
        };
    }

    /** What it says of the upstream that it was given up before a first sign of life. */
    static Health.Outcome outcome(Departure why) {
        return switch (why) {
            case UPSTREAM_SILENT, TOO_LONG -> Health.Outcome.FAILED;
            case CLIENT_LEFT, CLIENT_STALLED, SHUTDOWN -> Health.Outcome.WITHDRAWN;
        };
    }

    /**
     * What a status other than 200 is for the client. Who asks too often, or comes when there is no room, may come again.
     * Everything else, also a 400 or a 401, is between the seat and its upstream: the client can do nothing about it.
     *
     * @param retryAfterSeconds when, as the upstream says
     */
    static Failure of(int status, int retryAfterSeconds) {
        return switch (status) {
            case 200 -> NOT_UNDERSTOOD;
            case 429, 503, OVERLOADED -> busy(retryAfterSeconds);
            case 408, 504 -> Failure.UPSTREAM_SILENT;
            default -> REFUSED;
        };
    }

    private static Failure busy(int retryAfterSeconds) {
        return new Failure(
                503,
                "upstream_busy",
                "The upstream has no room for this request now; try again soon.",
                retryAfterSeconds);
    }

    /**
     * What an upstream's {@code Retry-After} says (RFC 9110 section 10.2.3), a number of seconds or a date.
     *
     * @return 1 to 3600; 1 where it says nothing that can be understood
     */
    static int retryAfterSeconds(@Nullable String written, Instant now) {
        if (written == null) {
            return RETRY_SECONDS_MIN;
        }
        long seconds = RETRY_SECONDS_MIN;
        try {
            seconds = written.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? new BigDecimal(written)
                            .min(BigDecimal.valueOf(RETRY_SECONDS_MAX))
                            .longValue()
                    : Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(written, Instant::from))
                            .toSeconds();
        } catch (NumberFormatException | DateTimeException e) {
            return RETRY_SECONDS_MIN;
        }
        return Math.clamp(seconds, RETRY_SECONDS_MIN, RETRY_SECONDS_MAX);
    }

    /** What the transport's failure is for the client. */
    static Failure of(UpstreamFailure.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> Failure.unreachable("The upstream cannot be reached.");
            case CONNECT_TIMED_OUT -> TIMED_OUT;
            case NO_RESOURCES -> new Failure(503, "at_capacity", "The server has no room for another stream.");
            case REFUSED -> Failure.cut("The upstream closed the connection without an answer.");
            case CUT -> CUT;
            case PROTOCOL -> NOT_UNDERSTOOD;
        };
    }
}
