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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Rounds against one daemon, and what they come to. Not on a loop. */
final class SeatMeasurement {
    /** A generator that needs more than this of a core is measured itself (DESIGN section 8). */
    static final double GENERATOR_CORES_MAX = 0.8;

    /** Bytes of what is printed as MB: 1024 × 1024, as top and ps have it. */
    static final double MEGA = 1024 * 1024;

    private static final long BEYOND_TIMEOUT_MILLIS = 30_000;

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
        long ownBefore = ProcessReading.of(ProcessHandle.current().pid()).cpuNanos();
        Tally tally;
        Watch watch;
        @Nullable ProcessReading before;
        // The loop ends before the sockets of a round that failed are closed.
        try (ClientPairs pairs = ClientPairs.of(load.transport());
                Loops loops = Loops.start("bench", 1)) {
            Round round = new Round(loops.get(0), load, script, seat, pairs);
            watch = Watch.start(seat::pid, round::open);
            try (watch) {
                tally = await(round, load);
                before = round.before();
            }
        }
        double cores =
                (ProcessReading.of(ProcessHandle.current().pid()).cpuNanos() - ownBefore) / (tally.seconds() * 1e9);
        if (before == null) {
            throw new IOException(seat.socket() + ": no connection came about; " + tally.firstTrouble());
        }
        return result(tally, before, seat.reading(), watch, cores);
    }

    private static Tally await(Round round, Load load) throws IOException, InterruptedException {
        long begin = load.ratePerSecond() == 0 ? 0 : 1_000L * load.connections() / load.ratePerSecond();
        long closedLoop = load.concurrency() == 0 ? 1 : load.connections() / load.concurrency() + 1;
        try {
            return round.start()
                    .get(begin + closedLoop * load.timeoutMillis() + BEYOND_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException said ? said : new IOException("the bench itself failed: " + e, e);
        } catch (TimeoutException e) {
            throw new IOException("the bench itself failed: " + e, e);
        }
    }

    private Result result(
            Tally tally, ProcessReading before, ProcessReading after, Watch watch, double generatorCores) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        double handoffs = Math.max(1, tally.connections());
        double events = Math.max(1, tally.events());
        double cpuMicros = (after.cpuNanos() - before.cpuNanos()) / 1_000.0;
        figures.put(Figure.CONNECTIONS, (double) tally.connections());
        figures.put(Figure.CONCURRENT, (double) watch.mostOpen());
        figures.put(Figure.HANDOFFS_PER_SECOND, tally.connections() / tally.seconds());
        figures.put(Figure.EVENTS_PER_SECOND, tally.events() / tally.seconds());
        figures.put(Figure.CPU_PER_EVENT, cpuMicros / events);
        figures.put(Figure.CPU_PER_HANDOFF, cpuMicros / handoffs);
        figures.put(Figure.SWITCHES_PER_EVENT, Math.max(0, after.switches() - before.switches()) / events);
        figures.put(Figure.RSS_BEFORE, before.rssBytes() / MEGA);
        figures.put(Figure.RSS_MAX, watch.rssBytesMax() / MEGA);
        figures.put(Figure.GENERATOR_CORES, generatorCores);
        putMemory(figures, watch.full());
        putTimes(figures, tally);
        List<String> remarks = new ArrayList<>(remarks(tally, generatorCores));
        remarkOnTicks(remarks, after.cpuNanos() - before.cpuNanos());
        return new Result(
                name, figures, tally.verdicts(), tally.refusals(), remarks, generatorCores <= GENERATOR_CORES_MAX);
    }

    /** The kernel counts in steps of 10 ms: of fewer than a hundred nobody should make a ratio. */
    static void remarkOnTicks(List<String> remarks, long cpuNanos) {
        if (cpuNanos < 100 * ProcessReading.NANOS_PER_TICK) {
            remarks.add("the server took less than 1 s of processor time, which is counted in steps of 10 ms:"
                    + " its CPU an event, a handoff and a request are rough");
        }
    }

    /** What is to be said of any round. */
    static List<String> remarks(Tally tally, double generatorCores) {
        List<String> remarks = new ArrayList<>();
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
        return remarks;
    }

    private static void putMemory(Map<Figure, Double> figures, @Nullable ProcessReading full) {
        if (full != null) {
            figures.put(Figure.RSS_FULL, full.rssBytes() / MEGA);
            figures.put(Figure.ANONYMOUS_FULL, full.anonymousBytes() / MEGA);
        }
    }

    /** The times that every tally has. */
    static void putTimes(Map<Figure, Double> figures, Tally tally) {
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
}
