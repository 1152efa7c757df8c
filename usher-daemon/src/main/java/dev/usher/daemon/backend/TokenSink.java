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

    /**
     * An event of the source's own, which the client gets whole under its name: {@code event: NAME} and its data. For sources
     * that say more than text. It is a sign of life too. Not passed on is what could be taken for one of the stream's own
     * events: a name that is empty, {@code message}, {@code done} or {@code error}, or has a control character; data with a
     * line that is {@code [DONE]}.
     *
     * @param name what kind of event it is
     * @param utf8 its data, whose lines end with LF; read during this call only
     * @param off first byte
     * @param len number of bytes, 0 or more
     */
    default void event(String name, byte[] utf8, int off, int len) {
        token(utf8, off, 0);
    }

    /** The source really finished: the client is told so. */
    void done(Finish finish);

    /** The source failed: 400, 502 or 504 while nothing was sent, {@code event: error} after that. */
    void failed(Failure failure);
}
