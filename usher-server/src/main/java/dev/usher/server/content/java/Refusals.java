package dev.usher.server.content.java;

import java.util.concurrent.TimeUnit;

/** The refused requests of a place, counted so that the log has a line a second of them at most. Any thread. */
final class Refusals {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private int untold;
    private boolean any;
    private long toldNanos;

    /**
     * One more.
     *
     * @param nowNanos of {@link System#nanoTime}
     * @return how many the line to be written now is about; 0 where none is due
     */
    synchronized int add(long nowNanos) {
        untold++;
        if (any && nowNanos - toldNanos < QUIET_NANOS) {
            return 0;
        }
        int told = untold;
        any = true;
        toldNanos = nowNanos;
        untold = 0;
        return told;
    }
}
