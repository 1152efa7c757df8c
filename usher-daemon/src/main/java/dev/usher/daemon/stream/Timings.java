package dev.usher.daemon.stream;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/** One loop's durations, counted in buckets. Only its loop adds; any thread reads. No lock, nothing allocated. */
public final class Timings {
    /** Behind the buckets with a bound and the one without. */
    private static final int SUM = Timing.BUCKETS + 1;

    private final AtomicLongArray[] cells = new AtomicLongArray[Timing.values().length]; // by ordinal

    /** Makes buckets that are all empty. */
    public Timings() {
        Arrays.setAll(cells, _ -> new AtomicLongArray(SUM + 1));
    }

    /** Counts one duration, 0 or more; on the loop only. */
    public void add(Timing what, long nanos) {
        AtomicLongArray array = of(what);
        add(array, SUM, nanos);
        add(array, what.bucket(nanos), 1);
    }

    private static void add(AtomicLongArray array, int cell, long more) {
        array.setRelease(cell, array.getPlain(cell) + more);
    }

    /** Adds what was counted so far to {@code counts}, bucket by bucket; from any thread. */
    void addTo(Timing what, long[] counts) {
        AtomicLongArray array = of(what);
        for (int i = 0; i < counts.length; i++) {
            counts[i] += array.getAcquire(i);
        }
    }

    /** The sum of all durations so far; from any thread. */
    long sumNanos(Timing what) {
        return of(what).getAcquire(SUM);
    }

    @SuppressWarnings("EnumOrdinal") // an EnumMap, which is the same inside, costs several calls on each token
    private AtomicLongArray of(Timing what) {
        return cells[what.ordinal()];
    }
}
