package dev.usher.cli.systemd;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager that the process lives, as often as its unit's {@code WatchdogSec} asks for, and only while every
 * event loop answers: one that hangs has its manager restart the process. By a thread of its own.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("systemd");

    private final Notify notify;
    private final Supplier<CompletableFuture<Void>> turn;
    private final long periodMillis;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("usher-watchdog").unstarted(this::watch);

    private Watchdog(Notify notify, Supplier<CompletableFuture<Void>> turn, long periodMillis) {
        this.notify = notify;
        this.turn = turn;
        this.periodMillis = periodMillis;
    }

    /**
     * Begins, where {@code WATCHDOG_USEC} asks for it.
     *
     * @param turn gives something that completes when every loop has come to its next turn
     * @return null where nobody watches, or watches another process ({@code WATCHDOG_PID})
     */
    public static @Nullable Watchdog begun(
            Notify notify, Map<String, String> environment, Supplier<CompletableFuture<Void>> turn) {
        String usec = environment.getOrDefault("WATCHDOG_USEC", "");
        String pid = environment.getOrDefault("WATCHDOG_PID", "");
        if (usec.isEmpty()
                || !notify.isHeard()
                || (!pid.isEmpty()
                        && !pid.equals(Long.toString(ProcessHandle.current().pid())))) {
            return null;
        }
        if (!usec.matches("[1-9][0-9]{0,17}")) {
            LOG.warn("WATCHDOG_USEC must be a number of microseconds, not {}: the service manager hears nothing", usec);
            return null;
        }
        Watchdog dog = new Watchdog(notify, turn, Math.max(1, Long.parseLong(usec) / 2_000)); // twice in its time
        dog.thread.start();
        return dog;
    }

    private void watch() {
        try {
            long next = System.nanoTime();
            while (true) {
                if (answers()) {
                    notify.alive();
                }
                next += TimeUnit.MILLISECONDS.toNanos(periodMillis);
                long pause = next - System.nanoTime();
                if (pause > 0) {
                    TimeUnit.NANOSECONDS.sleep(pause);
                } else {
                    next = System.nanoTime();
                }
            }
        } catch (InterruptedException closed) {
            return;
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            turn.get().get(periodMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            LOG.warn(
                    "an event loop has not answered for {} ms; the service manager is not told that we live",
                    periodMillis);
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a turn does not fail", e);
        }
    }

    /** Says nothing more. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
