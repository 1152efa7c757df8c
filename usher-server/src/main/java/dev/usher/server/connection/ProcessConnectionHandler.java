package dev.usher.server.connection;

/** Speaks a protocol. The first that does not decline has the connection (httpd's process_connection, RUN_FIRST). */
@FunctionalInterface
public interface ProcessConnectionHandler extends PhaseHandler {

    /**
     * DECLINED: the next one is asked; what was read meanwhile by SPECULATIVE or left in the queue is there for it.
     * SUSPENDED:
     * it has given the connection a {@link Protocol} by {@link Connection#become}, which goes on. Anything else: the
     * connection is over and closes, lingering.
     */
    Outcome handle(Connection connection) throws Exception;
}
