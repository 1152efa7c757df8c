package dev.usher.daemon.backend;

import java.io.IOException;

/** Where a {@link BlockingBackend} puts its tokens. */
public interface Tokens {
    /**
     * Sends one token; waits while the client reads more slowly than this is called.
     *
     * @param token any Unicode text
     * @throws IOException when the client has left or the stream was ended: stop
     * @throws InterruptedException when the thread was interrupted while it waited
     */
    void put(String token) throws IOException, InterruptedException;
}
