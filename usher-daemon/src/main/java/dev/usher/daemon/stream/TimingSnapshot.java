package dev.usher.daemon.stream;

import java.util.Arrays;
import java.util.List;

/** What was measured of one timing, on all loops together, as it was at one moment. Immutable. */
public final class TimingSnapshot {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Timing timing;
    private final long[] counts;
    private final long sumNanos;

    private TimingSnapshot(Timing timing, long[] counts, long sumNanos) {
        this.timing = timing;
        this.counts = counts;
        this.sumNanos = sumNanos;
    }

    /** Adds up what several loops counted. */
    static TimingSnapshot of(Timing timing, List<Timings> loops) {
        long[] counts = new long[Timing.BUCKETS + 1];
        long sumNanos = 0;
        for (Timings loop : loops) {
            sumNanos += loop.sumNanos(timing);
            loop.addTo(timing, counts);
        }
        return new TimingSnapshot(timing, counts, sumNanos);
    }

    /**
     * Takes over what somebody else counted.
     *
     * @param counts for the buckets of {@code timing}, the last one without a bound; kept as it is
     */
    public static TimingSnapshot of(Timing timing, long[] counts, long sumNanos) {
        if (counts.length != Timing.BUCKETS + 1) {
            throw new IllegalArgumentException(counts.length + " buckets, must be " + (Timing.BUCKETS + 1));
        }
        return new TimingSnapshot(timing, counts, sumNanos);
    }

    /** What was measured. */
    public Timing timing() {
        return timing;
    }

    /** How many durations fell into each bucket, not added up; the last one has no bound. A copy. */
    public long[] counts() {
        return counts.clone();
    }

    /** How many durations there were. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /** The sum of all durations. */
    public double sumSeconds() {
        return sumNanos / NANOS_PER_SECOND;
    }
}
