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
     * Whether it keeps bytes that who reads has not taken, so that a read gives some though nothing more comes from behind it: a
     * client that has sent FIN may still have a request in there. What a {@link Surplus} in the link's state holds counts
     * by itself; a filter that keeps bytes in another way says so here.
     */
    default boolean pending(Link link) {
        return link.state() instanceof Surplus kept && kept.hasBytes();
    }

    /**
     * The same filter, with the promise that it never waits: for lambdas, which cannot say so themselves.
     *
     * @param filter keeps to what {@link Filter#nonBlocking} asks of it
     */
    static InputFilter nonBlocking(InputFilter filter) {
        return new NonBlockingInput(filter);
    }
}
