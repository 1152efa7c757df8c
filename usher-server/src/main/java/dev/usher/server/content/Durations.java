package dev.usher.server.content;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** A histogram of durations whose bounds double. Any thread; to record takes no lock. */
public final class Durations {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long firstNanos;
    private final List<LongAdder> counts;
    private final LongAdder sumNanos = new LongAdder();

    /**
     * Nothing recorded.
     *
     * @param firstNanos the least bound, 1 or more
     * @param bounds how many there are, 1 to 40; what is longer than the last is counted beyond it
     */
    public Durations(long firstNanos, int bounds) {
        this.firstNanos = firstNanos;
        this.counts = Stream.generate(LongAdder::new).limit(bounds + 1L).toList();
    }

    /** Counts one. */
    public void record(long nanos) {
        long tooMany = (Math.max(nanos, 1) - 1) / firstNanos;
        int bucket = tooMany == 0 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(tooMany);
        counts.get(Math.min(bucket, counts.size() - 1)).increment();
        sumNanos.add(nanos);
    }

    /**
     * What was recorded.
     *
     * @param boundsSeconds the upper bounds, each belonging to its bucket; the last is infinite
     * @param counts how many in each bucket alone
     * @param sumSeconds of all
     */
    public record Distribution(List<Double> boundsSeconds, List<Long> counts, double sumSeconds) {
        /** Keeps copies. */
        public Distribution {
            boundsSeconds = List.copyOf(boundsSeconds);
            counts = List.copyOf(counts);
        }

        /** How many in all. */
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }

        /** In milliseconds; 0 where there are none. */
        public double meanMillis() {
            return count() == 0 ? 0 : 1000 * sumSeconds / count();
        }
    }

    /** As it stands now. */
    public Distribution distribution() {
        List<Double> bounds = new ArrayList<>();
        for (int i = 0; i < counts.size() - 1; i++) {
            bounds.add((firstNanos << i) / NANOS);
        }
        bounds.add(Double.POSITIVE_INFINITY);
        return new Distribution(bounds, counts.stream().map(LongAdder::sum).toList(), sumNanos.sum() / NANOS);
    }
}
