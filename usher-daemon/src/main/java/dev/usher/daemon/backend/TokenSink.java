package dev.usher.daemon.backend;

/**
 * Takes the tokens of one stream. Every method must be called on the client's event loop; after {@link #done} or {@link
 * #failed}, and after the client has left, calls change nothing.
 */
public interface TokenSink {
    /**
     * One token: it becomes one event, sent whole. A token that ends within a code point is completed by the next one;
     * an empty one shows that the source is alive and sends nothing.
     *
     * @param utf8 read during this call only
     * @param off first byte
     * @param len number of bytes, 0 or more
     */
    void token(byte[] utf8, int off, int len);

    /** The source really finished: the client is told so. */
    void done(Finish finish);

    /** The source failed: 400, 502 or 504 while nothing was sent, {@code event: error} after that. */
    void failed(Failure failure);
}
