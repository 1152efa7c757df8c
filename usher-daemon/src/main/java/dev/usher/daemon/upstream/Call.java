package dev.usher.daemon.upstream;

/** One request and its answer, as who has asked sees it. All methods are called on its loop. */
public interface Call {
    /**
     * Stops reading the answer: nothing is passed on before {@link #resume}, and no more than a window is kept meanwhile.
     * Twice: nothing.
     */
    void pause();

    /** Goes on. What was kept is passed on from within this call. */
    void resume();

    /**
     * Gives the answer up. On HTTP/2 the stream is reset and its connection lives on; on HTTP/1.1 the connection is closed.
     * Again, or after the end: nothing.
     */
    void cancel();
}
