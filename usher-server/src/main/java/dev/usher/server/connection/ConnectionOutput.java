package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** A connection's output chain, its wire at the end. */
final class ConnectionOutput implements Output {
    private final Connection connection;
    private final Wire wire;
    private final FilterChain chain;

    ConnectionOutput(Connection connection, Wire wire) {
        this.connection = connection;
        this.wire = wire;
        this.chain = new FilterChain(Link.output(FilterType.NETWORK, connection, null, wire));
    }

    static void requireConnectionType(FilterType type) {
        if (!type.isForConnections() || type.equals(FilterType.NETWORK)) {
            throw new IllegalArgumentException("a connection's filter must be of type 50 to 59, not " + type.order()
                    + (type.isForConnections() ? ": that one is the core's" : ": such a one needs a request"));
        }
    }

    boolean isBare() {
        return chain.isBare();
    }

    boolean mayBlock() {
        return chain.mayBlock();
    }

    @Override
    public void pass(Brigade brigade) throws IOException {
        chain.first().pass(brigade);
    }

    @Override
    public boolean shouldYield() {
        return wire.shouldYield();
    }

    /** Releases what its filters keep; the connection is over. */
    void end() {
        chain.end();
    }

    @Override
    public Link add(FilterType type, OutputFilter filter) {
        requireConnectionType(type);
        return chain.add(Link.output(type, connection, null, filter));
    }
}
