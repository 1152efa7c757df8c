package dev.usher.server.http;

import java.util.OptionalInt;
import java.util.Set;

/**
 * A request that ends with an error status. The client sees {@link #reason}, a short sentence; the log gets
 * {@link #detail}, with the thing, its value, the limit and what to do. It is part of the normal flow, so it carries no
 * stack. Immutable.
 */
public final class HttpError extends Exception {
    /**
     * After these the next bytes cannot be trusted to be a request (issue: every one of them closes, lingering). 417
     * and 411 leave a body behind.
     */
    private static final Set<Integer> CLOSING = Set.of(400, 408, 411, 413, 414, 417, 431, 501, 505);

    private final int status;
    private final String reason;
    private final int retryAfterSeconds;
    private final boolean close;
    private final boolean logged;

    private HttpError(int status, String reason, String detail, int retryAfterSeconds, boolean close, boolean logged) {
        super(detail, null, false, false);
        this.status = status;
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
        this.close = close;
        this.logged = logged;
    }

    /**
     * An error without Retry-After; 400, 408, 411, 413, 414, 417, 431, 501 and 505 close the connection, others keep
     * it.
     *
     * @param status 400 to 599
     * @param reason one sentence the client may see; holds nothing from the request
     * @param detail what the log says; text from the wire in it must be escaped
     */
    public static HttpError of(int status, String reason, String detail) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("an error status is 400 to 599, not " + status);
        }
        return new HttpError(status, reason, detail, -1, CLOSING.contains(status), false);
    }

    /** 400, which closes. */
    public static HttpError badRequest(String reason, String detail) {
        return of(400, reason, detail);
    }

    /** The same error with a Retry-After of that many seconds (0 or more). */
    public HttpError retryAfterSeconds(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("Retry-After cannot be " + seconds + " seconds");
        }
        return copy(seconds, close, logged);
    }

    /** The same error, after which the connection is closed. */
    public HttpError closing() {
        return copy(retryAfterSeconds, true, logged);
    }

    /** The same error, of which the log has a line already: the exchange it fails writes no second one. */
    public HttpError logged() {
        return copy(retryAfterSeconds, close, true);
    }

    private HttpError copy(int seconds, boolean closing, boolean isLogged) {
        return new HttpError(status, reason, detail(), seconds, closing, isLogged);
    }

    /** Whether the log has a line of it. */
    public boolean isLogged() {
        return logged;
    }

    /** 400 to 599. */
    public int status() {
        return status;
    }

    /** One sentence for the client. */
    public String reason() {
        return reason;
    }

    /** What the log says; one line, printable. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The seconds for Retry-After; empty where the answer carries none. */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds < 0 ? OptionalInt.empty() : OptionalInt.of(retryAfterSeconds);
    }

    /** True if the connection must be closed after the answer, and no further byte of it parsed. */
    public boolean close() {
        return close;
    }
}
