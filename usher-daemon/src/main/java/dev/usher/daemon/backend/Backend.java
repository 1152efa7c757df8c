package dev.usher.daemon.backend;

/**
 * Where the tokens of a stream come from. One object serves every stream of a seat.
 *
 * <p>For code that would block (a client library, a query, a file) there is {@link BlockingBackend}.
 */
public interface Backend {
    /**
     * Begins one answer. Called on the client's event loop, which it must not block; the sink is called on the same
     * loop, also before this method returns.
     *
     * <p>It never throws: what fails goes to {@link TokenSink#failed}.
     *
     * @param request what the application handed over; only what is needed later should be kept of it, because the
     *     raw data may be large and a stream long
     * @param sink takes the tokens; it belongs to this stream alone
     * @return the handle by which the stream slows or ends its source
     */
    Upstream open(SeatRequest request, TokenSink sink);
}
