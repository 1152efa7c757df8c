package dev.usher.server.connection;

import java.util.List;
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
 */
public record Phases(VirtualHost host, List<PreConnectionHandler> pre, List<ProcessConnectionHandler> process) {
    private static final Logger LOG = LoggerFactory.getLogger("connection");

    /** Keeps copies. */
    public Phases {
        pre = List.copyOf(pre);
        process = List.copyOf(process);
    }

    /** Runs both phases, as a step of the connection's driver. */
    void run(Connection connection) {
        try {
            Outcome before = runPre(connection);
            if (before == Outcome.OK || before == Outcome.DONE) {
                runProcess(connection);
            } else {
                connection.abort(new java.io.IOException("a pre-connection handler said " + before));
            }
        } catch (Exception e) {
            LOG.error("{}: a connection handler failed, the connection is cut", connection, e);
            connection.abort(e);
        }
    }

    private Outcome runPre(Connection connection) throws Exception {
        for (PreConnectionHandler handler : pre) {
            Outcome outcome = handler.handle(connection, connection.clientSocket());
            if (outcome != Outcome.OK && outcome != Outcome.DECLINED) {
                return outcome;
            }
        }
        return Outcome.OK;
    }

    private void runProcess(Connection connection) throws Exception {
        for (ProcessConnectionHandler handler : process) {
            if (!connection.isOpen()) {
                return;
            }
            Outcome outcome = handler.handle(connection);
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
}
