package dev.usher.server.connection;

/** Looks at a client before its protocol starts. All of them run, in order (httpd's pre_connection, RUN_ALL). */
@FunctionalInterface
public interface PreConnectionHandler extends PhaseHandler {

    /**
     * OK and DECLINED: the next one is asked. DONE: the phase is over and well. Anything else, and an exception,
     * aborts the
     * connection; no protocol starts.
     */
    Outcome handle(Connection connection, ClientSocket socket) throws Exception;
}
