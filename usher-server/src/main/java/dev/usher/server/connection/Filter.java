package dev.usher.server.connection;

import java.io.IOException;

/** What filters of both directions say of themselves; one object may be both. */
public interface Filter {

    /**
     * Is called once when the filter has been put into a chain, before its first call; it may remove itself again. Does nothing
     * unless said.
     *
     * @throws IOException it cannot work here: it is taken out again, and who added it gets an UncheckedIOException
     */
    default void inserted(Link link) throws IOException {}

    /**
     * Whether it never waits, for anything, and asks the filter behind it to wait only where it was asked so itself. Then it
     * may run on an event loop; else its connection needs a thread of its own.
     */
    default boolean nonBlocking() {
        return false;
    }
}
