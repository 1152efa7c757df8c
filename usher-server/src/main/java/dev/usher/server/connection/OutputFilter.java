package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** Stands between who answers and the wire (httpd's ap_out_filter_func). Called by the connection's driver only. */
@FunctionalInterface
public interface OutputFilter extends Filter {

    /**
     * Takes the content of {@code brigade} and passes on what it makes of it by {@code link.next().pass(…)}.
     *
     * <p>Passes on, in order, metadata it does not know; never passes an empty brigade on; ignores data after Eos;
     * keeps what
     * it keeps in a brigade of its own, bounded. What is left in {@code brigade} afterwards the caller releases.
     *
     * @param link this filter's own place in the chain, with its state
     * @throws IOException the client is gone or the answer cannot go on; the caller stops
     */
    void pass(Link link, Brigade brigade) throws IOException;

    /**
     * Whether it passes on as many bytes as it is given. Where each filter of a request does, a Content-Length that was promised
     * in front of them is told to the client; else the body is framed anew.
     */
    default boolean keepsLength() {
        return false;
    }

    /**
     * The same filter, with the promise that it never waits: for lambdas, which cannot say so themselves.
     *
     * @param filter keeps to what {@link Filter#nonBlocking} asks of it
     */
    static OutputFilter nonBlocking(OutputFilter filter) {
        return new NonBlockingOutput(filter);
    }
}
