package dev.usher.daemon.upstream;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long an upstream takes to its first sign of life, counted in buckets: {@value #BUCKETS} of them, each bound twice the one
 * before, from a millisecond on, and a last one without a bound. All loops add, once a stream; any thread reads.
 */
public final class FirstTokens {
    /** How many buckets have a bound. */
    public static final int BUCKETS = 15;

    private static final long FIRST_BOUND_NANOS = 1_000_000;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS + 1);
    private final LongAdder sumNanos = new LongAdder();

    void add(long nanos) {
        sumNanos.add(nanos);
        counts.incrementAndGet(bucket(nanos));
    }

    /** The first bucket whose bound, which belongs to it, is not below. */
    private static int bucket(long nanos) {
        long wholeBounds = Math.max(0, nanos - 1) / FIRST_BOUND_NANOS;
        return Math.min(BUCKETS, Long.SIZE - Long.numberOfLeadingZeros(wholeBounds));
    }

    /** How many fell into each bucket. */
    public long[] counts() {
        long[] now = new long[BUCKETS + 1];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts.get(i);
        }
        return now;
    }

    /** The sum of all. */
    public long sumNanos() {
        return sumNanos.sum();
    }
}
