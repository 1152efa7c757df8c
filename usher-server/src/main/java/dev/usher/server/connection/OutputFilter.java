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
}
