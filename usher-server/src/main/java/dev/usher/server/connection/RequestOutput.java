package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** The output chain of one request: its own filters, then all of its connection's, whichever they are by then. */
public final class RequestOutput implements Output {
    private final Connection connection;
    private final RequestScope exchange;
    private final FilterChain chain;

    /** A chain that has no filters of its own yet. Driver only. */
    public RequestOutput(Connection connection, RequestScope exchange) {
        this.connection = connection;
        this.exchange = exchange;
        OutputFilter toConnection = (_, brigade) -> connection.out().pass(brigade);
        this.chain = new FilterChain(Link.output(FilterType.CONNECTION, connection, exchange, toConnection));
    }

    static void requireRequestType(FilterType type) {
        if (type.isForConnections()) {
            throw new IllegalArgumentException("a request's filter must be of type 0 to 49, not " + type.order());
        }
    }

    @Override
    public void pass(Brigade brigade) throws IOException {
        chain.first().pass(brigade);
    }

    @Override
    public boolean shouldYield() {
        return connection.out().shouldYield();
    }

    /** Whether a filter may make more or less of the bytes than was promised. */
    public boolean mayChangeLength() {
        return chain.mayChangeLength();
    }

    /** Releases what its filters keep; the request is over. Driver only. */
    public void end() {
        chain.end();
    }

    @Override
    public Link add(FilterType type, OutputFilter filter) {
        requireRequestType(type);
        return chain.add(Link.output(type, connection, exchange, filter));
    }
}
