package dev.usher.cli.e2e;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for events of other processes, which can only be looked for. */
final class Waiting {
    private static final long LOOK_NANOS = 5_000_000;

    private Waiting() {}

    /** Until {@code condition} holds, {@code seconds} at most. */
    static void until(String what, int seconds, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + seconds + " s: " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
