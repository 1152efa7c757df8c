package dev.usher.daemon.upstream;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of the last {@value #SECONDS} s there were, and how many of them failed: a counter for each slice of
 * {@value #SLICE_MILLIS} ms, of which the old ones are replaced. Any thread; nothing waits. Counts are exact to a slice.
 */
final class OutcomeWindow {
    static final int SECONDS = 10;
    private static final int SLICE_MILLIS = 500;
    private static final long SLICE_NANOS = SLICE_MILLIS * 1_000_000L;
    private static final int SLICES = SECONDS * 1000 / SLICE_MILLIS;
    private static final long REQUEST = 1L << 32;

    /**
     * Both counts are one number, so that they are read as one: requests above, failures below.
     *
     * @param number of the slice since the window's begin
     */
    private record Slice(long number, AtomicLong counts) {}

    private final AtomicReferenceArray<@Nullable Slice> slices = new AtomicReferenceArray<>(SLICES);

    private final long beginNanos;

    /** Begins now: only differences of the clock mean something, which may wrap. */
    OutcomeWindow(long beginNanos) {
        this.beginNanos = beginNanos;
    }

    /**
     * Counts one.
     *
     * @return both counts of the window, this one with them
     */
    long add(long nanos, boolean failed) {
        long number = number(nanos);
        slice(number).counts.addAndGet(failed ? REQUEST + 1 : REQUEST);
        return counts(number);
    }

    /** Both counts as they are now. */
    long look(long nanos) {
        return counts(number(nanos));
    }

    private long number(long nanos) {
        return Math.floorDiv(nanos - beginNanos, SLICE_NANOS);
    }

    private long counts(long number) {
        long all = 0;
        for (int i = 0; i < SLICES; i++) {
            Slice slice = slices.get(i);
            if (slice != null && number - slice.number < SLICES) {
                all += slice.counts.get();
            }
        }
        return all;
    }

    private Slice slice(long number) {
        int place = Math.floorMod(number, SLICES);
        Slice there = slices.get(place);
        while (there == null || there.number < number) {
            Slice fresh = new Slice(number, new AtomicLong());
            if (slices.compareAndSet(place, there, fresh)) {
                return fresh;
            }
            there = slices.get(place);
        }
        return there; // of now, or of a thread whose clock was read a whole window later
    }

    /** Requests of what {@link #add} has said. */
    static int requests(long counts) {
        return (int) (counts >>> 32);
    }

    /** Failures of what {@link #add} has said. */
    static int failures(long counts) {
        return (int) counts;
    }
}
