package dev.usher.server.connection;

import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fibers of a listener's connections, so that none outlives it unnoticed. Code that goes on after its client has left is
 * let finish for {@value #GRACE_MILLIS} ms, then its thread is interrupted, which ends every wait of the JDK's and ours; a loop that
 * never looks up cannot be ended from outside in Java, and is told of in the log.
 */
final class Fibers {
    private static final Logger LOG = LoggerFactory.getLogger("connection");
    /** What a handler may still do when its client has left: store what it was sent. */
    static final int GRACE_MILLIS = 5_000;

    /** How long all of a server's are waited for at its end. */
    static final Duration END_TIMEOUT = Duration.ofSeconds(2);

    private final Map<FiberDriver, ClientConnection> running = new ConcurrentHashMap<>();
    private final CarrierWatch carriers = new CarrierWatch(() -> !running.isEmpty(), this::longestBusy);

    /** Counts it in and starts it. Loop only. */
    void start(FiberDriver fiber, ClientConnection connection, Loop loop) {
        running.put(fiber, connection);
        fiber.start();
        carriers.begin(loop);
    }

    /** For the log: whose code has kept a thread of the JDK's longest without a wait. */
    private String longestBusy() {
        long now = System.nanoTime();
        return running.entrySet().stream()
                .filter(each -> each.getKey().busyNanos(now) > 0)
                .max(Comparator.comparingLong(each -> each.getKey().busyNanos(now)))
                .map(each -> each.getValue() + ": " + each.getValue().runningHandler() + " has run for "
                        + each.getKey().busyNanos(now) / 1_000_000 + " ms without a wait")
                .orElse("no handler of this listener runs long");
    }

    /** It leaves its connection to the loop, by its own last step. */
    void left(FiberDriver fiber) {
        running.remove(fiber);
    }

    /** The connection is over; its code may not know yet. Loop only. */
    void abandoned(FiberDriver fiber, Loop loop) {
        if (running.containsKey(fiber)) {
            loop.wheel().set(new Timer(() -> interrupt(fiber)), GRACE_MILLIS);
        }
    }

    private void interrupt(FiberDriver fiber) {
        ClientConnection connection = running.get(fiber);
        if (connection != null && !fiber.hasBegun()) {
            LOG.warn(
                    "{}: it has waited for a free thread since it came, and has ended {} ms ago; none of its handlers has run",
                    connection,
                    GRACE_MILLIS);
        } else if (connection != null) {
            LOG.warn(
                    "{}: {} has not returned {} ms after the end of its connection; its thread is interrupted",
                    connection,
                    connection.runningHandler(),
                    GRACE_MILLIS);
            fiber.interrupt();
        }
    }

    /** Interrupts all that run. Any thread. */
    void interrupt() {
        running.keySet().forEach(FiberDriver::interrupt);
    }

    /**
     * Waits for all that were interrupted, and tells of who does not return. Not on a loop's thread.
     *
     * @param endNanos by {@link System#nanoTime}: when to wait no longer
     */
    void await(long endNanos) {
        running.forEach((fiber, connection) -> {
            try {
                Duration left = Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
                if (!fiber.isOver() && !fiber.thread().join(left)) {
                    LOG.error(
                            "{}: {} does not return, and its thread is left behind",
                            connection,
                            connection.runningHandler());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
