package dev.usher.bench.load;

import dev.usher.bench.process.ProcessReading;
import dev.usher.bench.report.Figure;
import dev.usher.bench.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a round came to, figure by figure: what every tally says, and what is put to it. */
final class RoundFigures {
    /** Bytes of what is printed as MB: 1024 × 1024, as top and ps have it. */
    private static final double MEGA = 1024 * 1024;

    /** A generator that needs more than this of a core is measured itself (DESIGN section 8). */
    private static final double GENERATOR_CORES_MAX = 0.8;

    private final Tally tally;
    private final double generatorCores;
    private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    private final List<String> remarks = new ArrayList<>();

    private RoundFigures(Tally tally, double generatorCores) {
        this.tally = tally;
        this.generatorCores = generatorCores;
        figures.put(Figure.CONNECTIONS, (double) tally.connections());
        figures.put(Figure.GENERATOR_CORES, generatorCores);
        putTimes();
        remark();
    }

    /** At the end of a round, with what this process had used before it. */
    static RoundFigures of(Tally tally, ProcessReading ownBefore) throws IOException {
        double ownNanos = ProcessReading.own().cpuNanos() - ownBefore.cpuNanos();
        return new RoundFigures(tally, ownNanos / (tally.seconds() * 1e9));
    }

    private void putTimes() {
        figures.put(Figure.SECONDS, tally.seconds());
        figures.put(Figure.FIRST_BYTE_P50, tally.firstByte.quantileMillis(0.5));
        figures.put(Figure.FIRST_BYTE_P99, tally.firstByte.quantileMillis(0.99));
        figures.put(Figure.FIRST_BYTE_MAX, tally.firstByte.maxMillis());
        figures.put(Figure.WHOLE_P50, tally.whole.quantileMillis(0.5));
        figures.put(Figure.WHOLE_P99, tally.whole.quantileMillis(0.99));
        if (tally.betweenEvents.count() > 0) {
            figures.put(Figure.BETWEEN_P50, tally.betweenEvents.quantileMillis(0.5));
            figures.put(Figure.BETWEEN_P99, tally.betweenEvents.quantileMillis(0.99));
            figures.put(Figure.BETWEEN_MAX, tally.betweenEvents.maxMillis());
        }
    }

    private void remark() {
        if (generatorCores > GENERATOR_CORES_MAX) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "no result: the bench took %.2f of a core, more than %.1f, so that rates and times are its own;"
                            + " the server's CPU an event, a handoff and a request holds",
                    generatorCores,
                    GENERATOR_CORES_MAX));
        }
        if (!tally.firstTrouble().isEmpty()) {
            remarks.add("the first failure: " + tally.firstTrouble());
        }
    }

    void put(Figure figure, double value) {
        figures.put(figure, value);
    }

    /** So many of something in the whole round, as a rate. */
    void putRate(Figure figure, long count) {
        figures.put(figure, count / tally.seconds());
    }

    /** An amount of the whole round, divided among so many of something. */
    void putShare(Figure figure, double amount, long count) {
        figures.put(figure, amount / Math.max(1, count));
    }

    void putMegabytes(Figure figure, long bytes) {
        figures.put(figure, megabytes(bytes));
    }

    static double megabytes(long bytes) {
        return bytes / MEGA;
    }

    /** The kernel counts in steps of 10 ms: of fewer than a hundred nobody should make a ratio. */
    void remarkOnTicks(long cpuNanos) {
        if (cpuNanos < 100 * ProcessReading.NANOS_PER_TICK) {
            remarks.add("the server took less than 1 s of processor time, which is counted in steps of 10 ms:"
                    + " its CPU an event, a handoff and a request are rough");
        }
    }

    /** All of it, under this name; once. */
    Result result(String name) {
        boolean valid = generatorCores <= GENERATOR_CORES_MAX;
        return new Result(name, figures, tally.verdicts(), tally.refusals(), remarks, valid);
    }
}
