package dev.usher.bench.load;

import dev.usher.bench.process.ProcessReading;
import dev.usher.bench.process.ServerProcesses;
import dev.usher.bench.process.TreeReading;
import dev.usher.bench.report.Figure;
import dev.usher.bench.report.Result;
import dev.usher.loop.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Rounds of requests against one door, and what they come to. Not on a loop. */
final class FrontMeasurement {
    private static final long BEYOND_TIMEOUT_MILLIS = 30_000;

    private final String name;
    private final FrontLoad load;
    private final ServerProcesses server;
    private int nextNumber;

    FrontMeasurement(String name, FrontLoad load, ServerProcesses server) {
        this.name = name;
        this.load = load;
        this.server = server;
    }

    void warmUp(int requests) throws IOException, InterruptedException {
        if (requests > 0) {
            round(load.withRequests(requests));
        }
    }

    Result run() throws IOException, InterruptedException {
        return round(load);
    }

    private Result round(FrontLoad asked) throws IOException, InterruptedException {
        int first = nextNumber;
        nextNumber += asked.requests();
        TreeReading before = TreeReading.of(server.pids());
        long ownBefore = ProcessReading.of(ProcessHandle.current().pid()).cpuNanos();
        Tally tally;
        try (Loops loops = Loops.start("bench", 1)) {
            tally = await(new FrontRound(loops.get(0), asked, first), asked);
        }
        double ownNanos = ProcessReading.of(ProcessHandle.current().pid()).cpuNanos() - ownBefore;
        return result(tally, before, TreeReading.of(server.pids()), ownNanos);
    }

    private static Tally await(FrontRound round, FrontLoad asked) throws IOException, InterruptedException {
        long turns = asked.requests() / asked.concurrency() + 1L;
        try {
            return round.start().get(turns * asked.timeoutMillis() + BEYOND_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the bench itself failed: " + e, e);
        }
    }

    private Result result(Tally tally, TreeReading before, TreeReading after, double ownNanos) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        long cpuNanos = after.cpuNanosSince(before);
        double requests = Math.max(1, tally.connections());
        figures.put(Figure.CONNECTIONS, (double) tally.connections());
        figures.put(Figure.REQUESTS_PER_SECOND, tally.connections() / tally.seconds());
        SeatMeasurement.putTimes(figures, tally);
        if (!server.words().isEmpty()) {
            figures.put(Figure.CPU_PER_REQUEST, cpuNanos / 1_000.0 / requests);
            figures.put(Figure.RSS_MAX, after.rssBytes() / SeatMeasurement.MEGA);
        }
        if (tally.events() > 0) {
            figures.put(Figure.EVENTS_PER_SECOND, tally.events() / tally.seconds());
        }
        double cores = ownNanos / (tally.seconds() * 1e9);
        figures.put(Figure.GENERATOR_CORES, cores);
        List<String> remarks = new ArrayList<>(SeatMeasurement.remarks(tally, cores));
        if (!server.words().isEmpty()) {
            SeatMeasurement.remarkOnTicks(remarks, cpuNanos);
        }
        boolean valid = cores <= SeatMeasurement.GENERATOR_CORES_MAX;
        return new Result(name, figures, tally.verdicts(), tally.refusals(), remarks, valid);
    }
}
