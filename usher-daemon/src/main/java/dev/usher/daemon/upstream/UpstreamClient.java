package dev.usher.daemon.upstream;

import dev.usher.loop.Loop;

/** Requests to one upstream. Any thread may make and close it; the rest belongs to the loop of each call. */
public interface UpstreamClient extends AutoCloseable {
    /**
     * Sends a request. On the loop, where the listener is called too, also before this returns. Never throws: what fails
     * goes to the listener.
     */
    Call call(Loop loop, UpstreamRequest request, AnswerListener listener);

    /**
     * Whether it is worth asking. {@link #call} does not look: what an answer is worth only the caller can tell, and a request of
     * several calls is one to it.
     */
    default Health health() {
        return Health.UNKNOWN;
    }

    /** A model's first sign of life came so long after its request. On any loop. */
    default void firstToken(long nanos) {}

    /** Closes its connections; calls that run fail. Not on a loop. */
    @Override
    void close();
}
