package dev.usher.server.connection;

import java.time.Duration;

/**
 * Tells a client that reads slowly from one that reads no more. Asked now and then, about four times a timeout. Driver
 * only.
 */
public final class SendWatch {
    private final Wire wire;
    private long progress;
    private long sinceNanos;

    /** Begins to watch now. */
    public SendWatch(Wire wire) {
        this.wire = wire;
        restart();
    }

    /** What was before does not count. */
    public void restart() {
        progress = wire.sendProgress();
        sinceNanos = System.nanoTime();
    }

    /** Whether something waits to be sent and the kernel has taken nothing for {@code timeout}. */
    public boolean isStalled(Duration timeout) {
        long now = wire.sendProgress();
        if (now != progress || wire.unsent() == 0) {
            restart();
            return false;
        }
        return System.nanoTime() - sinceNanos >= timeout.toNanos();
    }
}
