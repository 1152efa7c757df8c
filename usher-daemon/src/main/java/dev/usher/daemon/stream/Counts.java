package dev.usher.daemon.stream;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** One loop's counters. Only its loop adds; any thread reads. No lock and no shared line on the path of a token. */
public final class Counts {
    private final AtomicLong[] values = new AtomicLong[Count.values().length]; // by ordinal

    /** Makes counters that are all 0. */
    public Counts() {
        Arrays.setAll(values, _ -> new AtomicLong());
    }

    /** Adds one; on the loop only. */
    public void add(Count what) {
        add(what, 1);
    }

    /** Adds several; on the loop only. */
    public void add(Count what, long several) {
        AtomicLong value = of(what);
        value.setRelease(value.getPlain() + several);
    }

    /** What was counted so far; from any thread. */
    public long get(Count what) {
        return of(what).getAcquire();
    }

    @SuppressWarnings("EnumOrdinal") // an EnumMap, which is the same inside, costs several calls on each token
    private AtomicLong of(Count what) {
        return values[what.ordinal()];
    }
}
