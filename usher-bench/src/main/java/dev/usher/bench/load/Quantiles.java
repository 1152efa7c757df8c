package dev.usher.bench.load;

/**
 * Durations, counted in buckets that are at most 1.6 % wide: 64 to each power of two, of microseconds. Takes 0 to 2^36 µs
 * (19 hours); what is longer counts as that. For one thread.
 */
final class Quantiles {
    private static final int SUB_BITS = 6;
    private static final int SUB = 1 << SUB_BITS;
    private static final int MAGNITUDES = 31;
    private static final int BUCKETS = SUB * MAGNITUDES;

    private final long[] buckets = new long[BUCKETS];
    private long count;
    private long maxMicros;

    void recordNanos(long nanos) {
        long micros = Math.max(0, nanos / 1_000);
        buckets[Math.min(BUCKETS - 1, bucketOf(micros))]++;
        count++;
        maxMicros = Math.max(maxMicros, micros);
    }

    long count() {
        return count;
    }

    /** The longest, exactly; NaN where there is none. */
    double maxMillis() {
        return count == 0 ? Double.NaN : maxMicros / 1_000.0;
    }

    /**
     * The duration that this part of all does not exceed, as the upper end of its bucket; NaN where there is none.
     *
     * @param part 0 to 1
     */
    double quantileMillis(double part) {
        long rank = Math.max(1, (long) Math.ceil(part * count));
        long seen = 0;
        for (int i = 0; i < BUCKETS && count > 0; i++) {
            seen += buckets[i];
            if (seen >= rank) {
                return Math.min(maxMicros, upperEnd(i)) / 1_000.0;
            }
        }
        return maxMillis();
    }

    /** Buckets 0 to 63 hold one value each; from there on each power of two has 64. */
    private static int bucketOf(long micros) {
        if (micros < SUB) {
            return (int) micros;
        }
        int magnitude = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - SUB_BITS;
        return (magnitude + 1) * SUB + (int) ((micros >>> magnitude) - SUB);
    }

    private static long upperEnd(int bucket) {
        if (bucket < SUB) {
            return bucket;
        }
        int magnitude = bucket / SUB - 1;
        return ((long) (bucket % SUB + SUB + 1) << magnitude) - 1;
    }
}
