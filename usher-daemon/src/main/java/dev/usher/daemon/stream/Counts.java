package dev.usher.daemon.stream;

import java.util.concurrent.atomic.AtomicLongArray;

/** One loop's counters. Only its loop adds; any thread reads. No lock and no shared line on the path of a token. */
public final class Counts {
    private final AtomicLongArray values = new AtomicLongArray(Count.values().length);

    /** Makes counters that are all 0. */
    public Counts() {}

    /** Adds one; on the loop only. */
    public void add(Count what) {
        add(what, 1);
    }

    /** Adds several; on the loop only. */
    public void add(Count what, long several) {
        int at = what.ordinal();
        values.setRelease(at, values.getPlain(at) + several);
    }

    /** What was counted so far; from any thread. */
    public long get(Count what) {
        return values.getAcquire(what.ordinal());
    }
}
