package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** A connection's input chain, its wire at the end. */
final class ConnectionInput implements Input {
    private final Connection connection;
    private final FilterChain chain;

    ConnectionInput(Connection connection, InputFilter wire) {
        this.connection = connection;
        this.chain = new FilterChain(Link.input(FilterType.NETWORK, connection, null, wire));
    }

    boolean isBare() {
        return chain.isBare();
    }

    boolean mayBlock() {
        return chain.mayBlock();
    }

    @Override
    public Status get(Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        return chain.first().get(into, mode, block, limit);
    }

    @Override
    public boolean pending() {
        return chain.pending();
    }

    /** Releases what its filters keep; the connection is over. */
    void end() {
        chain.end();
    }

    @Override
    public Link add(FilterType type, InputFilter filter) {
        ConnectionOutput.requireConnectionType(type);
        return chain.add(Link.input(type, connection, null, filter));
    }
}
