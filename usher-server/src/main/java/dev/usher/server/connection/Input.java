package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** The reading end of a connection: the first of its input filters. Driver only. */
public interface Input {
    /** GETLINE hands out a partial line once it is this long (httpd's HUGE_STRING_LEN). */
    int LINE_LIMIT = 8192;

    /**
     * Reads through all filters.
     *
     * @param into the caller's, empty
     * @param limit most bytes, more than 0; counts for READBYTES and SPECULATIVE
     * @throws IllegalStateException for BLOCK where the driver may not wait
     * @throws IOException the connection is lost
     */
    Status get(Brigade into, ReadMode mode, Block block, int limit) throws IOException;

    /**
     * Whether bytes have come that nobody has taken, on the wire or in a filter (httpd's ap_filter_input_pending). Reads nothing.
     */
    boolean pending();

    /**
     * Puts a filter in before the first of a greater type, behind those of its own.
     *
     * @throws IllegalArgumentException for a type that belongs elsewhere (NETWORK is the core's)
     * @throws IllegalStateException where the filter may wait ({@link Filter#nonBlocking} is false) and an event loop drives the
     *     connection, or who adds it is not the driver
     * @throws java.io.UncheckedIOException where the filter's own {@code inserted} fails; it is not in the chain then
     */
    Link add(FilterType type, InputFilter filter);
}
