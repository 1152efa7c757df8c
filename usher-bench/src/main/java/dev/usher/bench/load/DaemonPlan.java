package dev.usher.bench.load;

import dev.usher.bench.process.Launcher;
import dev.usher.bench.process.SeatProcess;
import dev.usher.bench.report.Figure;
import dev.usher.bench.report.Result;
import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which daemons are started for a measurement, and in which order they are measured. */
public final class DaemonPlan {
    private static final long SETTLE_MILLIS = 7_000;

    private final Launcher launcher;
    private final @Nullable Path socket;
    private final Load load;
    private final MockScript script;
    private final int delayMillis;
    private final String javaOptions;

    /**
     * A plan.
     *
     * @param launcher starts what is to be started
     * @param socket of a daemon that runs; null where one is to be started
     * @param load of each run
     * @param format the daemon's EventFormat
     * @param delayMillis the mock's pause between messages, for what is started
     * @param javaOptions for the JVM of what is started; empty for none
     */
    public DaemonPlan(
            Launcher launcher,
            @Nullable Path socket,
            Load load,
            StreamFormat format,
            int delayMillis,
            String javaOptions) {
        this.launcher = launcher;
        this.socket = socket;
        this.load = load;
        this.script = new MockScript(format);
        this.delayMillis = delayMillis;
        this.javaOptions = javaOptions;
    }

    /**
     * Seat, floor, seat, floor …: what disturbs the machine for a while disturbs both.
     *
     * @param warmUp connections before those that count
     * @param steps numbers of connections for the rounds of a run; empty for one round as the load has it
     * @return the medians of the seat, and of the floor where it is wanted
     * @throws IOException where a daemon cannot be reached, started or measured
     */
    public List<Result> run(int runs, int warmUp, List<Integer> steps, boolean withFloor)
            throws IOException, InterruptedException {
        try (SeatProcess seat = seat();
                @Nullable SeatProcess floor = withFloor ? floor() : null) {
            List<SeatMeasurement> measured = new ArrayList<>();
            measured.add(new SeatMeasurement("seat", seat, script));
            if (floor != null) {
                measured.add(new SeatMeasurement("floor", floor, script));
            }
            for (SeatMeasurement each : measured) {
                each.warmUp(load, warmUp);
            }
            return Measurement.inTurn(
                    measured.stream()
                            .<Measurement>map(each -> () -> steps.isEmpty() ? each.run(load) : each.steps(load, steps))
                            .toList(),
                    runs);
        }
    }

    /**
     * Starts, one client, memory when nothing goes on; again and again.
     *
     * @throws IOException where a daemon cannot be started or measured
     */
    public Result idle(int runs) throws IOException, InterruptedException {
        List<Result> all = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            all.add(idleOnce());
        }
        return Result.median(all);
    }

    private Result idleOnce() throws IOException, InterruptedException {
        try (SeatProcess seat = seat()) {
            Load one = new Load(1, 0, 1, 0, load.transport(), load.timeoutMillis());
            Result first = new SeatMeasurement("seat", seat, script).run(one);
            Map<Figure, Double> figures = new EnumMap<>(Figure.class);
            figures.put(Figure.START_READY, seat.startMillis());
            figures.put(Figure.START_FIRST_BYTE, seat.startMillis() + first.get(Figure.FIRST_BYTE_P50));
            Thread.sleep(SETTLE_MILLIS);
            figures.put(Figure.RSS_BEFORE, RoundFigures.megabytes(seat.reading().rssBytes()));
            return new Result("seat", figures, first.verdicts(), first.refusals(), new ArrayList<>(), true);
        }
    }

    private SeatProcess seat() throws IOException {
        if (socket != null) {
            return SeatProcess.running(socket);
        }
        return SeatProcess.start(
                launcher,
                List.of("daemon"),
                List.of(
                        "--backend",
                        "mock",
                        "--message-delay",
                        delayMillis + "ms",
                        "--event-format",
                        script.format().word()),
                javaOptions);
    }

    private SeatProcess floor() throws IOException {
        return SeatProcess.start(
                launcher,
                List.of("bench", "floor"),
                List.of(
                        "--delay",
                        delayMillis + "ms",
                        "--format",
                        script.format().word()),
                javaOptions);
    }
}
