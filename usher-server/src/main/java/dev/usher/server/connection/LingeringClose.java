package dev.usher.server.connection;

import java.time.Duration;

/**
 * The end of a connection in good order: what was passed is sent, then FIN, then what the client still sends is read
 * and dropped, so that the kernel has
 * no reason for a reset that would take our last words from it.
 *
 * <pre>
 *   SENDING ── all sent, FIN ─► DRAINING ── FIN of the client, 2 s without a byte, 30 s (or 2 s) in all ─► closed
 *      └── the kernel takes nothing for the timeout ─► closed
 * </pre>
 */
final class LingeringClose {
    private static final long IDLE_MILLIS = 2_000;
    /** How long a client may go on sending, unless it is known that there is nothing to wait for. */
    static final long TOTAL_MILLIS = 30_000;
    /** The same where a handler has left the note {@value Connection#SHORT_LINGERING_CLOSE}. */
    static final long SHORT_TOTAL_MILLIS = 2_000;

    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(60);

    private final ClientConnection connection;
    private final Wire wire;
    private final SendWatch sending;
    private final long totalMillis;
    private boolean draining;
    private long drainStartNanos;

    LingeringClose(ClientConnection connection, Wire wire, long totalMillis) {
        this.totalMillis = totalMillis;
        this.connection = connection;
        this.wire = wire;
        this.sending = new SendWatch(wire);
    }

    void start() {
        connection.timer(SEND_TIMEOUT.toMillis() / 4);
        wire.finish(this::finSent, connection::closed);
    }

    private void finSent() {
        draining = true;
        drainStartNanos = System.nanoTime();
        connection.timer(IDLE_MILLIS);
    }

    /** The client has sent something. */
    void onBytes() {
        if (draining) {
            long leftMillis = totalMillis - (System.nanoTime() - drainStartNanos) / 1_000_000;
            connection.timer(Math.clamp(leftMillis, 0, IDLE_MILLIS));
        }
    }

    void onTimeout() {
        if (draining || sending.isStalled(SEND_TIMEOUT)) {
            connection.closed();
        } else {
            connection.timer(SEND_TIMEOUT.toMillis() / 4);
        }
    }
}
