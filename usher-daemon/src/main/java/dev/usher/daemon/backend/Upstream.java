package dev.usher.daemon.backend;

/** The source of one stream, as the stream sees it. All methods are called on the client's event loop. */
public interface Upstream {
    /** An upstream that has nothing to pause or cancel: one that answered, or failed, while it was opened. */
    Upstream ENDED = new Upstream() {
        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void cancel(Departure why) {}
    };

    /**
     * The client reads more slowly than the source speaks: stop reading it. What is already in memory may still be
     * passed to the sink. Calling it twice changes nothing.
     */
    void pause();

    /** The client has caught up. Tokens may be passed from within this call. */
    void resume();

    /**
     * The stream needs no more tokens: give up the request and everything it holds. Called at most once, never after
     * {@link TokenSink#done} or {@link TokenSink#failed}; the sink ignores whatever still comes.
     */
    void cancel(Departure why);
}
