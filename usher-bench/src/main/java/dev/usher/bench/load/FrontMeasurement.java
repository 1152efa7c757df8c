package dev.usher.bench.load;

import dev.usher.bench.process.ProcessReading;
import dev.usher.bench.process.ServerProcesses;
import dev.usher.bench.process.TreeReading;
import dev.usher.bench.report.Figure;
import dev.usher.bench.report.Result;
import dev.usher.loop.Loops;
import java.io.IOException;

/** Rounds of requests against one door, and what they come to. Not on a loop. */
final class FrontMeasurement implements Measurement {
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

    @Override
    public Result run() throws IOException, InterruptedException {
        return round(load);
    }

    private Result round(FrontLoad asked) throws IOException, InterruptedException {
        int first = nextNumber;
        nextNumber += asked.requests();
        TreeReading before = TreeReading.of(server.pids());
        ProcessReading ownBefore = ProcessReading.own();
        Tally tally;
        try (Loops loops = Loops.start("bench", 1)) {
            tally = new FrontRound(loops.get(0), asked, first).run();
        }
        RoundFigures figures = RoundFigures.of(tally, ownBefore);
        TreeReading after = TreeReading.of(server.pids());
        figures.putRate(Figure.REQUESTS_PER_SECOND, tally.connections());
        if (tally.events() > 0) {
            figures.putRate(Figure.EVENTS_PER_SECOND, tally.events());
        }
        if (!server.words().isEmpty()) {
            long cpuNanos = after.cpuNanosSince(before);
            figures.putShare(Figure.CPU_PER_REQUEST, cpuNanos / 1_000.0, tally.connections());
            figures.putMegabytes(Figure.RSS_MAX, after.rssBytes());
            figures.remarkOnTicks(cpuNanos);
        }
        return figures.result(name);
    }
}
