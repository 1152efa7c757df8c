package dev.usher.server.connection;

/** Looks at a client before its protocol starts. All of them run, in order (httpd's pre_connection, RUN_ALL). */
@FunctionalInterface
public interface PreConnectionHandler {

    /**
     * OK and DECLINED: the next one is asked. DONE: the phase is over and well. Anything else, and an exception,
     * aborts the
     * connection; no protocol starts.
     */
    Outcome handle(Connection connection, ClientSocket socket) throws Exception;

    /**
     * Whether it never waits, for anything. Then it may run on an event loop; else the connection begins on a thread of its
     * own.
     */
    default boolean nonBlocking() {
        return false;
    }
}
