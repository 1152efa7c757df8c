package dev.usher.server.filter;

import dev.usher.server.connection.Outcome;
import java.io.IOException;

/**
 * A filter that reads and prints and knows no brigades; {@link StreamFilters} makes it an input or an output filter.
 *
 * <p>It is called for each brigade that comes, with what is unread of it, again while it leaves some of it unread and has read
 * some; where it says OK without having read a byte, the bytes are dropped. What it keeps from one call to the next it keeps in
 * {@link FilterIo#state}. Called by the connection's driver only.
 */
@FunctionalInterface
public interface StreamFilter {

    /**
     * Filters one brigade.
     *
     * @return OK or DONE: it has done its part; DECLINED, only where it has not read: the brigade goes on as it is
     * @throws IOException the request or connection fails
     */
    Outcome run(FilterIo io) throws IOException;

    /**
     * Whether it never waits for anything but what {@link FilterIo} offers. Counts for input: what an output filter prints may
     * be more than is under way at once, and is waited for.
     */
    default boolean nonBlocking() {
        return false;
    }
}
