package dev.usher.daemon.stream;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** One loop's counters. Only its loop adds; any thread reads. No lock and no shared line on the path of a token. */
public final class Counts {
    private final Map<Count, AtomicLong> values = new EnumMap<>(Count.class);

    /** Makes counters that are all 0. */
    public Counts() {
        for (Count count : Count.values()) {
            values.put(count, new AtomicLong());
        }
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

    private AtomicLong of(Count what) {
        return requireNonNull(values.get(what));
    }
}
