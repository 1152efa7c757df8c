package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** The writing end of a connection or of a request: the first of its output filters. Driver only. */
public interface Output {

    /**
     * Passes the content of {@code brigade} through all filters; the brigade stays the caller's, what is left in it
     * is released.
     * On a loop it never waits: who has more asks {@link #shouldYield} and goes on when it is woken.
     *
     * @throws IOException the client is gone, or the answer cannot go on
     */
    void pass(Brigade brigade) throws IOException;

    /** Whether so much is on its way that more must wait: over 64 KiB in memory, or more than 4 ended requests. */
    boolean shouldYield();

    /**
     * Puts a filter in before the first of a greater type, behind those of its own.
     *
     * @throws IllegalArgumentException for a type that belongs elsewhere (NETWORK is the core's)
     * @throws IllegalStateException where the filter may wait ({@link Filter#nonBlocking} is false) and an event loop drives the
     *     connection, or who adds it is not the driver
     * @throws java.io.UncheckedIOException where the filter's own {@code inserted} fails; it is not in the chain then
     */
    Link add(FilterType type, OutputFilter filter);
}
