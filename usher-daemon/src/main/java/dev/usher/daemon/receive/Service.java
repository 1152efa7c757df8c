package dev.usher.daemon.receive;

import dev.usher.daemon.stream.Home;
import dev.usher.fd.Fd;
import java.util.List;

/**
 * What is done for the clients of a seat that were let in: {@link Streaming} for most, a program each for some. What says
 * "on the loop" is called there, by the home's own thread, and must not block.
 */
public interface Service extends AutoCloseable {
    /**
     * Serves a client. On the loop. Owns the client from here on, and sees to it that {@code released} is called once when
     * it has gone, whatever happens.
     *
     * @param client a connected stream socket
     * @param data as they came, not changed by anybody afterwards
     * @param released gives back what the client was admitted with; may be called by any thread
     */
    void serve(Home home, Fd client, byte[] data, Runnable released);

    /** Ends all that is done for clients of this home, other than its streams, in good order. On the loop. */
    default void endAll(Home home) {}

    /** Ends the same at once, and takes no more. On the loop. */
    default void closeAll(Home home) {}

    /** Clients that are served now, besides the homes' streams. From any thread. */
    default int clients() {
        return 0;
    }

    /** Descriptors in use for clients, besides those of the homes' streams. From any thread. */
    default int descriptors() {
        return 0;
    }

    /** Descriptors that each client costs which is let in. */
    default int descriptorsEach() {
        return 1;
    }

    /** How many streams a user may have from now on; 0 is any number. From any thread. */
    default void streamsPerUser(int most) {}

    /** How each upstream stands that may be asked. From any thread. */
    default List<UpstreamState> upstreams() {
        return List.of();
    }

    /** Gives back what there is besides clients, once the loops have ended. May wait some seconds; not on a loop. */
    @Override
    default void close() {}
}
