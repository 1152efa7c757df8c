package dev.usher.daemon.upstream;

import dev.usher.loop.Loop;

/** Requests to one upstream. Any thread may make and close it; the rest belongs to the loop of each call. */
public interface UpstreamClient extends AutoCloseable {
    /**
     * Sends a request. On the loop, where the listener is called too, also before this returns. Never throws: what fails
     * goes to the listener.
     */
    Call call(Loop loop, UpstreamRequest request, AnswerListener listener);

    /** Closes its connections; calls that run fail. Not on a loop. */
    @Override
    void close();
}
