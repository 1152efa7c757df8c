package dev.usher.daemon.backend;

/**
 * Why a stream did not end well, in the words its client may see.
 *
 * @param status the HTTP status while nothing has been sent: 400 to 599
 * @param code a stable word for programs, such as {@code upstream_unreachable}
 * @param message one sentence for people; never secrets, addresses or prompts
 * @param retryAfterSeconds when it is worth trying again, sent as {@code Retry-After}; 0 where nobody can say
 */
public record Failure(int status, String code, String message, int retryAfterSeconds) {
    /** The stream ran as long as one may. */
    public static final Failure TOO_LONG =
            new Failure(504, "stream_too_long", "The stream reached the longest duration it may have.");

    /** The source said nothing for too long. */
    public static final Failure UPSTREAM_SILENT =
            new Failure(504, "upstream_timeout", "The upstream did not answer in time.");

    /** The daemon is going away. */
    public static final Failure SHUTDOWN = new Failure(503, "shutting_down", "The server is shutting down.");

    /** We are at fault, and the log says how. */
    public static final Failure INTERNAL = new Failure(500, "internal_error", "The server has failed.");

    /** A status that is none cannot be sent. */
    public Failure {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status is " + status + ", must be between 400 and 599");
        }
        if (retryAfterSeconds < 0) {
            throw new IllegalArgumentException("retryAfterSeconds is " + retryAfterSeconds + ", must not be below 0");
        }
    }

    /** With a 429 or a 503 the client may try again after a second: streams end all the time. */
    public Failure(int status, String code, String message) {
        this(status, code, message, status == 429 || status == 503 ? 1 : 0);
    }

    /** The source could not be reached. */
    public static Failure unreachable(String message) {
        return new Failure(502, "upstream_unreachable", message);
    }

    /** The source refused the request, or answered what cannot be understood. */
    public static Failure refused(String message) {
        return new Failure(502, "upstream_error", message);
    }

    /** The source broke off in the middle. */
    public static Failure cut(String message) {
        return new Failure(502, "upstream_cut", message);
    }

    /** The request itself is at fault. */
    public static Failure badRequest(String code, String message) {
        return new Failure(400, code, message);
    }
}
