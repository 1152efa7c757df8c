package dev.usher.daemon.receive;

import java.util.concurrent.atomic.AtomicInteger;

/** How many clients a seat has and may have. Any thread. */
public final class Admission {
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private volatile int max;
    private volatile boolean draining;

    /**
     * Opens the house.
     *
     * @param max most clients at a time, 1 or more
     */
    public Admission(int max) {
        this.max = checked(max);
    }

    private static int checked(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1: " + max);
        }
        return max;
    }

    /** As many from now on; where more are in, nobody else comes in until enough have gone. */
    public void max(int newMax) {
        max = checked(newMax);
    }

    /** Lets one client in, if there is room; whoever gets true owes one {@link #leave}. */
    boolean tryEnter() {
        if (draining) {
            return false;
        }
        int now = active.incrementAndGet();
        if (now <= max) {
            peak.accumulateAndGet(now, Math::max);
            return true;
        }
        active.decrementAndGet();
        return false;
    }

    /** A client that was let in has gone. */
    public void leave() {
        active.decrementAndGet();
    }

    /** From now on nobody is let in. */
    void drain() {
        draining = true;
    }

    /** Whether nobody is let in any more. */
    public boolean isDraining() {
        return draining;
    }

    /** Clients that are in. */
    public int active() {
        return active.get();
    }

    /** The most clients that were in at one time so far. */
    public int peak() {
        return peak.get();
    }

    /** Most clients at a time. */
    public int max() {
        return max;
    }
}
