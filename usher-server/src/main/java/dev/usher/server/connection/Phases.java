package dev.usher.server.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a virtual host does with a new connection: all of {@code pre}, then the first of {@code process} that takes
 * it. HTTP is the last of {@code
 * process} and nothing special.
 *
 * @param host chosen by address and port
 * @param pre run in order, each
 * @param process asked in order until one does not decline
 * @param requestsMayBlock whether some request of the host may meet a filter that waits: then its connections keep a thread of
 *     their own, also for HTTP. Asked on loops for each connection: from true it may change to false, and stays that
 */
public record Phases(
        VirtualHost host,
        List<PreConnectionHandler> pre,
        List<ProcessConnectionHandler> process,
        BooleanSupplier requestsMayBlock) {
    private static final Logger LOG = LoggerFactory.getLogger("connection");

    /** Keeps copies. */
    public Phases {
        pre = List.copyOf(pre);
        process = List.copyOf(process);
    }

    /** Of a host whose requests meet nothing that waits. */
    public Phases(VirtualHost host, List<PreConnectionHandler> pre, List<ProcessConnectionHandler> process) {
        this(host, pre, process, () -> false);
    }

    /** Whether a connection needs a thread of its own at first. */
    boolean mayBlock() {
        return requestsMayBlock.getAsBoolean()
                || !pre.stream().allMatch(PreConnectionHandler::nonBlocking)
                || !process.stream().allMatch(ProcessConnectionHandler::nonBlocking);
    }

    /** Runs both phases, as a step of the connection's driver. */
    void run(ClientConnection connection) {
        if (runPre(connection) && connection.isOpen()) {
            runProcess(connection);
        }
    }

    /** Whether the connection goes on; else it is aborted, and no protocol has seen it. */
    private boolean runPre(ClientConnection connection) {
        for (PreConnectionHandler handler : pre) {
            connection.runs(handler);
            try {
                Outcome outcome = handler.handle(connection, connection.clientSocket());
                if (outcome == Outcome.DONE) {
                    return true;
                }
                if (outcome != Outcome.OK && outcome != Outcome.DECLINED) {
                    connection.abort(new IOException("the pre-connection handler " + handler + " said " + outcome));
                    return false;
                }
            } catch (Throwable e) {
                log(connection, handler, e);
                connection.abort(e);
                return false;
            }
        }
        return true;
    }

    private void runProcess(ClientConnection connection) {
        for (ProcessConnectionHandler handler : process) {
            if (!connection.isOpen()) {
                return;
            }
            Outcome outcome = outcome(handler, connection);
            if (outcome == Outcome.SUSPENDED) {
                return;
            }
            if (outcome != Outcome.DECLINED) {
                connection.close();
                return;
            }
        }
        LOG.warn("{}: no handler of host {} takes the connection, it is closed", connection, host.name());
        connection.close();
    }

    /** What the handler says; OK where it throws: what it has passed still goes out, and no other is asked. */
    private static Outcome outcome(ProcessConnectionHandler handler, ClientConnection connection) {
        connection.runs(handler);
        try {
            return handler.handle(connection);
        } catch (Throwable e) {
            log(connection, handler, e);
            return Outcome.OK;
        }
    }

    private static void log(Connection connection, Object handler, Throwable e) {
        if (e instanceof SocketTimeoutException) {
            LOG.info("{}: {} has waited in vain, the connection is closed: {}", connection, handler, e.toString());
        } else if (!connection.isOpen() && e instanceof IOException) {
            LOG.info("{}: the client has gone while {} worked: {}", connection, handler, e.toString());
        } else {
            LOG.error("{}: {} failed, the connection is closed", connection, handler, e);
        }
    }
}
