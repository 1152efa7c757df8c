package dev.usher.bench.load;

import dev.usher.bench.judge.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a round of connections came to. Filled on one loop, read when the round is over. */
final class Tally {
    final Quantiles firstByte = new Quantiles();
    final Quantiles betweenEvents = new Quantiles();
    final Quantiles whole = new Quantiles();
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final Map<Integer, Integer> refusals = new TreeMap<>();
    private String firstTrouble = "";
    private long events;
    private long firstNanos;
    private long lastNanos;

    void begun(long nowNanos) {
        firstNanos = firstNanos == 0 ? nowNanos : firstNanos;
    }

    void arrived(int newEvents) {
        events += newEvents;
    }

    void ended(Verdict verdict, int status, long nowNanos) {
        verdicts.merge(verdict, 1, Integer::sum);
        if (verdict == Verdict.REFUSED) {
            refusals.merge(status, 1, Integer::sum);
        }
        lastNanos = nowNanos;
    }

    /** Why a connection failed, for people; the first one is kept. */
    void trouble(String why) {
        firstTrouble = firstTrouble.isEmpty() ? why : firstTrouble;
    }

    String firstTrouble() {
        return firstTrouble;
    }

    Map<Verdict, Integer> verdicts() {
        return verdicts;
    }

    /** Statuses other than 200, and how often each came. */
    Map<Integer, Integer> refusals() {
        return refusals;
    }

    int connections() {
        return verdicts.values().stream().mapToInt(Integer::intValue).sum();
    }

    long events() {
        return events;
    }

    /** From the first beginning to the last end. */
    double seconds() {
        return Math.max(1, lastNanos - firstNanos) / 1e9;
    }
}
