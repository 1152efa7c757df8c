package dev.usher.bench.load;

import dev.usher.bench.judge.Verdict;
import dev.usher.bench.process.ProcessReading;
import dev.usher.bench.report.Figure;
import dev.usher.bench.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a server's open connections cost: its memory at each step, when every connection has been answered once and says
 * nothing any more, and its processor time for a round trip on all of them. The first step's connections are opened and
 * closed {@value #WARM_UPS} times before, so that what a server takes only the first time is not counted; what more of them
 * take for the first time is.
 */
public final class HeldMeasurement implements Measurement {
    /** So many have said something before the first of them is heard. */
    private static final int WINDOW = 64;

    private static final int WARM_UPS = 5;
    private static final int SLOPE_BYTES = 1024;

    private final String name;
    private final HeldLoad load;
    private boolean isWarm;

    /** @param name for the report */
    public HeldMeasurement(String name, HeldLoad load) {
        this.name = name;
        this.load = load;
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        if (!isWarm) {
            isWarm = true;
            warmUp();
        }
        return measure();
    }

    private void warmUp() {
        for (int i = 0; i < WARM_UPS; i++) {
            List<HeldConnection> open = new ArrayList<>();
            try {
                openTo(load.steps().getFirst(), open);
            } finally {
                open.forEach(HeldConnection::close);
            }
        }
    }

    private Result measure() throws IOException, InterruptedException {
        List<HeldConnection> open = new ArrayList<>();
        List<ProcessReading> readings = new ArrayList<>();
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(
                Figure.RSS_BEFORE, megabytes(ProcessReading.memory(load.pid()).rssBytes()));
        try {
            for (int step : load.steps()) {
                openTo(step, open);
                Thread.sleep(load.settleMillis());
                readings.add(ProcessReading.memory(load.pid()));
            }
            rounds(open, figures);
        } finally {
            open.forEach(HeldConnection::close);
        }
        put(figures, readings);
        figures.put(Figure.CONCURRENT, (double) open.size());
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        open.forEach(each -> verdicts.merge(each.verdict(), 1, Integer::sum));
        return new Result(name, figures, verdicts, Map.of(), List.of(), true);
    }

    private void openTo(int count, List<HeldConnection> open) {
        int from = open.size();
        for (int number = from; number < count; number++) {
            HeldConnection opened = new HeldConnection(load, number);
            open.add(opened);
            opened.open();
        }
        roundTrip(open.subList(from, count));
    }

    private static void roundTrip(List<HeldConnection> all) {
        for (int from = 0; from < all.size(); from += WINDOW) {
            List<HeldConnection> window = all.subList(from, Math.min(all.size(), from + WINDOW));
            each(window, HeldConnection::say);
            each(window, HeldConnection::hear);
        }
    }

    private static void each(List<HeldConnection> window, Consumer<HeldConnection> half) {
        window.forEach(half);
    }

    private void rounds(List<HeldConnection> open, Map<Figure, Double> figures) throws IOException {
        ProcessReading before = ProcessReading.of(load.pid());
        ProcessReading ownBefore = ProcessReading.own();
        long start = System.nanoTime();
        for (int round = 0; round < load.rounds(); round++) {
            roundTrip(open);
        }
        long nanos = System.nanoTime() - start;
        long trips = (long) load.rounds() * open.size();
        long cpuNanos = ProcessReading.of(load.pid()).cpuNanos() - before.cpuNanos();
        figures.put(Figure.CONNECTIONS, (double) open.size());
        figures.put(Figure.SECONDS, nanos / 1e9);
        figures.put(Figure.CPU_PER_ROUND_TRIP, cpuNanos / 1e3 / trips);
        figures.put(Figure.ROUND_TRIPS_PER_SECOND, trips / (nanos / 1e9));
        figures.put(Figure.GENERATOR_CORES, (ProcessReading.own().cpuNanos() - ownBefore.cpuNanos()) / (double) nanos);
    }

    private void put(Map<Figure, Double> figures, List<ProcessReading> readings) {
        ProcessReading first = readings.getFirst();
        ProcessReading last = readings.getLast();
        figures.put(Figure.RSS_FULL, megabytes(last.rssBytes()));
        figures.put(Figure.ANONYMOUS_FULL, megabytes(last.anonymousBytes()));
        int more = load.steps().getLast() - load.steps().getFirst();
        if (more > 0) {
            double bytes = (double) more * SLOPE_BYTES;
            figures.put(Figure.RSS_SLOPE, (last.rssBytes() - first.rssBytes()) / bytes);
            figures.put(Figure.ANONYMOUS_SLOPE, (last.anonymousBytes() - first.anonymousBytes()) / bytes);
        }
    }

    private static double megabytes(long bytes) {
        return bytes / (1024.0 * 1024.0);
    }
}
