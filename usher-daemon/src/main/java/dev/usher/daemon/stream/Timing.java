package dev.usher.daemon.stream;

/**
 * What a seat measures the duration of. Names and buckets, which dashboards know, are the reference's: {@value #BUCKETS}
 * buckets, each bound twice the one before, and a last one without a bound.
 */
public enum Timing {
    /** From the receipt of a client to the moment its data are read and its backend is asked. */
    HANDOFF("daemon_handoff_duration_seconds", 100_000),
    /** From the receipt of a client to our FIN, or to its departure, for streams that were begun. */
    STREAM("daemon_stream_duration_seconds", 10_000_000),
    /** From the receipt of a client to the end of what the backend had to say, or to the moment it was cancelled. */
    BACKEND("daemon_backend_duration_seconds", 10_000_000),
    /** From the receipt of a client to the backend's first token. */
    BACKEND_TTFB("daemon_backend_ttfb_seconds", 1_000_000);

    /** What an upstream's first token is counted under, in the buckets of {@link #BACKEND_TTFB}. */
    public static final String UPSTREAM_TTFB = "daemon_upstream_ttfb_seconds";

    /** How many buckets have a bound. */
    public static final int BUCKETS = 15;

    private static final double NANOS_PER_SECOND = 1e9;

    private final String metric;
    private final long firstBoundNanos;

    Timing(String metric, long firstBoundNanos) {
        this.metric = metric;
        this.firstBoundNanos = firstBoundNanos;
    }

    /** The metric's name. */
    public String metric() {
        return metric;
    }

    /** The upper bound of a bucket, which belongs to it, in seconds; {@code bucket} from 0 to {@value #BUCKETS} less 1. */
    public double boundSeconds(int bucket) {
        return firstBoundNanos / NANOS_PER_SECOND * (1L << bucket);
    }

    /** The bucket of a duration: the first whose bound is not below it, {@value #BUCKETS} where none is. */
    int bucket(long nanos) {
        if (nanos <= firstBoundNanos) {
            return 0;
        }
        long bounds = (nanos - 1) / firstBoundNanos; // how many whole first bounds are surely exceeded, 1 or more
        return Math.min(BUCKETS, Long.SIZE - Long.numberOfLeadingZeros(bounds));
    }
}
