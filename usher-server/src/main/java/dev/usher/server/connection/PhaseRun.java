package dev.usher.server.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's way through the phases of its host, with what its handlers push on the way. Driver only.
 *
 * <pre>
 *   PRE ── all said OK or DECLINED, or one DONE ─► PROCESS ── one did not decline, or none is left ─► OVER
 *    └ another outcome, an exception: aborted, no protocol has seen it ───────────────────────────────┘
 * </pre>
 */
final class PhaseRun {
    private static final Logger LOG = LoggerFactory.getLogger("connection");
    /** More is a handler that pushes itself without end. */
    private static final int PUSHED_MAX = 64;

    private enum Stage {
        /** Pre-connection handlers are asked. */
        PRE,
        /** Process-connection handlers are asked. */
        PROCESS,
        /** Nobody is asked any more. */
        OVER
    }

    private final ClientConnection connection;
    private List<PreConnectionHandler> pre;
    private List<ProcessConnectionHandler> process;
    private Stage stage = Stage.PRE;
    private int asked;
    private int pushed;

    PhaseRun(ClientConnection connection, Phases phases) {
        this.connection = connection;
        this.pre = phases.pre();
        this.process = phases.process();
    }

    /** Runs both phases. Once. */
    void run() {
        boolean goesOn = runPre();
        stage = Stage.PROCESS;
        if (goesOn) {
            runProcess();
        }
        stage = Stage.OVER;
    }

    /** Behind all others of its phase. */
    void push(PreConnectionHandler handler) {
        require(handler, stage == Stage.PRE);
        pre = with(pre, pre.size(), handler);
    }

    /** Behind all others of its phase but the server's own protocol, which is the last. */
    void push(ProcessConnectionHandler handler) {
        require(handler, stage != Stage.OVER);
        process = with(process, Math.max(asked, process.size() - 1), handler);
    }

    private void require(PhaseHandler handler, boolean inTime) {
        if (!inTime) {
            throw new IllegalStateException(connection + ": the phase of " + handler + " is over: it would never run");
        }
        if (!handler.nonBlocking() && !connection.driver().mayBlock()) {
            throw new IllegalStateException(
                    connection + ": " + handler
                            + " may wait, and no handler or filter of its host does: its connections have no thread of their own");
        }
        if (++pushed > PUSHED_MAX) {
            throw new IllegalStateException(
                    connection + ": " + pushed + " handlers were pushed, the limit is " + PUSHED_MAX);
        }
    }

    private static <T> List<T> with(List<T> handlers, int at, T added) {
        List<T> more = new ArrayList<>(handlers);
        more.add(at, added);
        return more;
    }

    /** Whether the connection goes on; else it is aborted, and no protocol has seen it. Who says null has nothing against it. */
    private boolean runPre() {
        for (int next = 0; next < pre.size(); next++) {
            PreConnectionHandler handler = pre.get(next);
            connection.runs(handler);
            try {
                Outcome outcome = handler.handle(connection, connection.clientSocket());
                if (outcome == Outcome.DONE) {
                    return true;
                }
                if (outcome != null && outcome != Outcome.OK && outcome != Outcome.DECLINED) {
                    LOG.error(
                            "{}: {} said {}, which no handler of its phase may; the connection is cut",
                            connection,
                            handler,
                            outcome);
                    connection.abort(new IOException(handler + " said " + outcome));
                    return false;
                }
            } catch (Throwable e) {
                log(handler, e);
                connection.abort(e);
                return false;
            }
        }
        return true;
    }

    private void runProcess() {
        while (asked < process.size() && connection.isOpen()) {
            ProcessConnectionHandler handler = process.get(asked++);
            Outcome outcome = outcome(handler);
            if (outcome == Outcome.SUSPENDED) {
                connection.suspendedBy(handler);
                return;
            }
            if (outcome != Outcome.DECLINED) {
                connection.close();
                return;
            }
        }
        if (connection.isOpen()) {
            String host = connection.host().name();
            LOG.warn("{}: no handler of host {} takes the connection, it is closed", connection, host);
            connection.close();
        }
    }

    /** What the handler says; OK where it throws: what it has passed still goes out, and no other is asked. */
    private Outcome outcome(ProcessConnectionHandler handler) {
        connection.runs(handler);
        try {
            return handler.handle(connection);
        } catch (Throwable e) {
            log(handler, e);
            return Outcome.OK;
        }
    }

    private static String firstLine(Throwable e) {
        return e.toString().lines().findFirst().orElse("");
    }

    private void log(Object handler, Throwable e) {
        if (e instanceof SocketTimeoutException) {
            LOG.info("{}: {} has waited in vain, the connection is closed: {}", connection, handler, e.toString());
        } else if (ClientGoneException.isIn(e)) {
            LOG.info("{}: the client has gone while {} worked: {}", connection, handler, e.toString());
        } else {
            LOG.error("{}: {} failed, the connection is closed: {}", connection, handler, firstLine(e), e);
        }
    }
}
