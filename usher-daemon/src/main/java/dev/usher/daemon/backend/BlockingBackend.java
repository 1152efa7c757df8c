package dev.usher.daemon.backend;

/**
 * A source of tokens written in the plain, blocking way. Each stream runs {@link #stream} on a virtual thread of its
 * own.
 */
@FunctionalInterface
public interface BlockingBackend {
    /**
     * Produces one answer; returning is its end.
     *
     * @param request what the application handed over
     * @param out takes the tokens
     * @throws Exception any failure, an {@link Error} and an interruption of its own among them; the client sees 502, or {@code event: error} once tokens were sent
     */
    void stream(SeatRequest request, Tokens out) throws Exception;
}
