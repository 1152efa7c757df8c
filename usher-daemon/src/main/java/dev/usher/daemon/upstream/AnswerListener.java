package dev.usher.daemon.upstream;

import io.netty.buffer.ByteBuf;

/**
 * Takes an answer as it comes; called on the loop of its {@link Call}.
 *
 * <pre>
 *   head() ── data()* ──┬─► end()
 *      └────────┴───────┴─► failed()
 * </pre>
 *
 * <p>Nothing is called any more after {@code end()}, {@code failed()}, or {@link Call#cancel}.
 */
public interface AnswerListener {
    /** The final head; what is interim (1xx) is not shown. */
    void head(AnswerHead head);

    /**
     * Some of the body.
     *
     * @param bytes lent for this call. A listener that has paused may leave some of them unread: they come again, in front
     *     of what follows, when it resumes. What it leaves without having paused is dropped.
     */
    void data(ByteBuf bytes);

    /** The body has ended as it should: by its length, its last chunk, END_STREAM, or the connection's end where nothing else delimits it. */
    void end();

    /** There is no answer, or no more of it. */
    void failed(UpstreamFailure why);
}
