package dev.usher.bench.load;

/** When one visit was to begin and when it last heard something; tells its round's tally what came and how long it took. */
final class VisitTimes {
    private final Tally tally;
    private final long beginNanos;
    private long lastHeardNanos; // 0: nothing was heard yet

    VisitTimes(Tally tally, long beginNanos) {
        this.tally = tally;
        this.beginNanos = beginNanos;
    }

    /** Something was read at this time, and completed so many events, which may be none. */
    void heard(long nowNanos, int events) {
        if (lastHeardNanos == 0) {
            tally.firstByte.recordNanos(nowNanos - beginNanos);
        } else if (events > 0) {
            tally.betweenEvents.recordNanos(nowNanos - lastHeardNanos);
        }
        lastHeardNanos = nowNanos;
        tally.arrived(events);
    }

    /** All that was expected has come. */
    void whole() {
        tally.whole.recordNanos(System.nanoTime() - beginNanos);
    }
}
