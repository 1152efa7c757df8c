package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** Stands between the wire and who reads (httpd's ap_in_filter_func). Called by the connection's driver only. */
@FunctionalInterface
public interface InputFilter extends Filter {

    /**
     * Puts data into {@code into}, mostly got by {@code link.next().get(…)}.
     *
     * <p>A filter passes on modes it does not know; for READBYTES it returns at most {@code limit} bytes and keeps
     * the rest
     * itself.
     *
     * @param link this filter's own place in the chain, with its state; what stands behind it is {@link Link#next}
     * @param into the caller's, empty; the caller closes it
     * @param limit most bytes, more than 0; counts for READBYTES and SPECULATIVE
     */
    Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException;

    /**
     * The same filter, with the promise that it never waits: for lambdas, which cannot say so themselves.
     *
     * @param filter keeps to what {@link Filter#nonBlocking} asks of it
     */
    static InputFilter nonBlocking(InputFilter filter) {
        return new NonBlockingInput(filter);
    }
}
