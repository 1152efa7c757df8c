package dev.usher.cli;

/** The times of one handoff, in milliseconds since it. For one thread at a time. */
final class Stopwatch {
    private static final long NANOS_A_MILLI = 1_000_000;

    private long startNanos = System.nanoTime();
    private long firstByteMillis = -1;

    /** The client is handed over now. */
    void start() {
        startNanos = System.nanoTime();
    }

    /** Bytes have come; the first ones count. */
    void arrived() {
        if (firstByteMillis < 0) {
            firstByteMillis = millis();
        }
    }

    /** Now. */
    long millis() {
        return (System.nanoTime() - startNanos) / NANOS_A_MILLI;
    }

    /** When the first byte came; -1 where none did. */
    long firstByteMillis() {
        return firstByteMillis;
    }
}
