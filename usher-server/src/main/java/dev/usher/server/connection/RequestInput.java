package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** The input chain of one request: its own filters, then the request's body as HTTP has taken it off the connection. */
public final class RequestInput implements Input {
    private final Connection connection;
    private final RequestScope exchange;
    private final FilterChain chain;

    /**
     * A chain that has no filters of its own yet. Driver only.
     *
     * @param body stands behind all filters: gives the body's bytes and then Eos
     */
    public RequestInput(Connection connection, RequestScope exchange, InputFilter body) {
        this.connection = connection;
        this.exchange = exchange;
        this.chain = new FilterChain(Link.input(FilterType.CONNECTION, connection, exchange, body));
    }

    @Override
    public Status get(Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        return chain.first().get(into, mode, block, limit);
    }

    @Override
    public boolean pending() {
        return chain.pending();
    }

    /** Releases what its filters keep; the request is over. Driver only. */
    public void end() {
        chain.end();
    }

    @Override
    public Link add(FilterType type, InputFilter filter) {
        RequestOutput.requireRequestType(type);
        return chain.add(Link.input(type, connection, exchange, filter));
    }
}
