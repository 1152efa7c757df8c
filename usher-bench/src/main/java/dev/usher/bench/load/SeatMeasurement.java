package dev.usher.bench.load;

import dev.usher.bench.process.ProcessReading;
import dev.usher.bench.process.SeatProcess;
import dev.usher.bench.report.Figure;
import dev.usher.bench.report.Result;
import dev.usher.bench.script.MockScript;
import dev.usher.loop.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rounds against one daemon, and what they come to. Not on a loop. */
final class SeatMeasurement {
    private final String name;
    private final SeatProcess seat;
    private final MockScript script;
    private int nextNumber;

    SeatMeasurement(String name, SeatProcess seat, MockScript script) {
        this.name = name;
        this.seat = seat;
        this.script = script;
    }

    /** Runs a round that only warms the daemon up. */
    void warmUp(Load load, int connections) throws IOException, InterruptedException {
        if (connections > 0) {
            round(load.withConnections(connections, nextNumber));
        }
    }

    /** Runs the load and measures. */
    Result run(Load load) throws IOException, InterruptedException {
        return round(load.withConnections(load.connections(), nextNumber));
    }

    /** Runs the load with each of these numbers of connections, one after another; the slope is from first to last. */
    Result steps(Load load, List<Integer> steps) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (int connections : steps) {
            results.add(run(load.withConnections(connections, nextNumber)));
        }
        Result first = results.getFirst();
        Result last = results.getLast();
        Map<Figure, Double> figures = new EnumMap<>(last.figures());
        double more = last.get(Figure.CONCURRENT) - first.get(Figure.CONCURRENT);
        if (more > 0) {
            figures.put(Figure.RSS_SLOPE, 1_024 * (last.get(Figure.RSS_FULL) - first.get(Figure.RSS_FULL)) / more);
            figures.put(
                    Figure.ANONYMOUS_SLOPE,
                    1_024 * (last.get(Figure.ANONYMOUS_FULL) - first.get(Figure.ANONYMOUS_FULL)) / more);
        }
        Result all = Result.median(results); // for its verdicts and remarks
        return new Result(name, figures, all.verdicts(), all.refusals(), all.remarks(), last.valid());
    }

    private Result round(Load load) throws IOException, InterruptedException {
        nextNumber += load.connections();
        ProcessReading ownBefore = ProcessReading.own();
        Tally tally;
        Watch watch;
        @Nullable ProcessReading before;
        // The loop ends before the sockets of a round that failed are closed.
        try (ClientPairs pairs = ClientPairs.of(load.transport());
                Loops loops = Loops.start("bench", 1)) {
            Round round = new Round(loops.get(0), load, script, seat, pairs);
            watch = Watch.start(seat::pid, round::open);
            try (watch) {
                tally = round.run();
                before = round.before();
            }
        }
        RoundFigures figures = RoundFigures.of(tally, ownBefore);
        if (before == null) {
            throw new IOException(seat.socket() + ": no connection came about; " + tally.firstTrouble());
        }
        put(figures, tally, before, seat.reading());
        put(figures, watch);
        return figures.result(name);
    }

    private static void put(RoundFigures figures, Tally tally, ProcessReading before, ProcessReading after) {
        long cpuNanos = after.cpuNanos() - before.cpuNanos();
        long switches = Math.max(0, after.switches() - before.switches());
        figures.putRate(Figure.HANDOFFS_PER_SECOND, tally.connections());
        figures.putRate(Figure.EVENTS_PER_SECOND, tally.events());
        figures.putShare(Figure.CPU_PER_EVENT, cpuNanos / 1_000.0, tally.events());
        figures.putShare(Figure.CPU_PER_HANDOFF, cpuNanos / 1_000.0, tally.connections());
        figures.putShare(Figure.SWITCHES_PER_EVENT, (double) switches, tally.events());
        figures.putMegabytes(Figure.RSS_BEFORE, before.rssBytes());
        figures.remarkOnTicks(cpuNanos);
    }

    private static void put(RoundFigures figures, Watch watch) {
        figures.put(Figure.CONCURRENT, watch.mostOpen());
        figures.putMegabytes(Figure.RSS_MAX, watch.rssBytesMax());
        @Nullable ProcessReading full = watch.full();
        if (full != null) {
            figures.putMegabytes(Figure.RSS_FULL, full.rssBytes());
            figures.putMegabytes(Figure.ANONYMOUS_FULL, full.anonymousBytes());
        }
    }
}
