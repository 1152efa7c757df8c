package dev.usher.server.http;

import dev.usher.server.connection.Connection;
import dev.usher.server.connection.SendWatch;
import java.time.Duration;

/** How long HTTP/1 waits in each of its phases, on the one deadline a connection has. */
final class Deadlines {
    /** A client that is sent something is looked at four times a Timeout, so it is given up at most a quarter late. */
    private static final int LOOKS = 4;

    private final Connection connection;
    private final SendWatch sending;
    private final long connectedNanos = System.nanoTime();
    private HttpLimits limits;
    private boolean answering;

    Deadlines(Connection connection, HttpLimits limits) {
        this.connection = connection;
        this.limits = limits;
        this.sending = new SendWatch(connection.wire());
    }

    /** The limits in force from now on: those of the request's resource. */
    void use(HttpLimits ofResource) {
        limits = ofResource;
    }

    HttpLimits limits() {
        return limits;
    }

    /**
     * The head of the first request is due from the connection's begin, of a later one from its first byte; between
     * them is KeepAliveTimeout.
     */
    void forHead(HeadReader head, int requestsBefore) {
        answering = false;
        if (!head.isStarted() && requestsBefore > 0) {
            connection.deadline(limits.keepAliveTimeout().toMillis());
        } else if (limits.headRate().isLimited()) {
            long from = requestsBefore == 0 ? connectedNanos : head.startNanos();
            until(from, limits.headRate().millisFor(head.bytes()));
        } else {
            connection.deadline(limits.timeout().toMillis());
        }
    }

    /** Called at each arrival of bytes, so that Timeout where no rate is set is one of silence. */
    void forBody(BodySpooler body) {
        if (limits.bodyRate().isLimited()) {
            until(body.startNanos(), limits.bodyRate().millisFor(body.received()));
        } else {
            connection.deadline(limits.timeout().toMillis());
        }
    }

    private void until(long fromNanos, long millis) {
        long passedMillis = Duration.ofNanos(System.nanoTime() - fromNanos).toMillis();
        connection.deadline(Math.max(0, millis - passedMillis));
    }

    /** While a handler answers only the client's taking is timed. */
    void forAnswer() {
        if (!answering) {
            answering = true;
            sending.restart();
        }
        connection.deadline(Math.max(1, limits.timeout().toMillis() / LOOKS));
    }

    boolean isClientStalled() {
        return sending.isStalled(limits.timeout());
    }
}
