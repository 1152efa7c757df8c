package dev.usher.daemon.observe;

import dev.usher.daemon.receive.UpstreamState;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Timing;
import dev.usher.daemon.stream.TimingSnapshot;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.ToIntFunction;

/** A seat's counters as Prometheus has them, made anew for each scrape: nothing is kept twice. Any thread. */
final class SeatCollector implements MultiCollector {
    private final SeatView seat;

    SeatCollector(SeatView seat) {
        this.seat = seat;
    }

    @Override
    public MetricSnapshots collect() {
        ProcessUse process = ProcessUse.now();
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        for (Metric metric : Metric.values()) {
            all.metricSnapshot(
                    switch (metric) {
                        case BREAKER_STATE -> upstreamGauge(metric, UpstreamState::level);
                        case UPSTREAM_CALLS -> upstreamGauge(metric, UpstreamState::openCalls);
                        case UPSTREAM_CONNECTIONS -> upstreamGauge(metric, UpstreamState::connections);
                        case UPSTREAM_TTFB -> upstreamFirstTokens(metric);
                        case BREAKER_REFUSED -> breakerRefusals(metric);
                        default -> ofSeat(metric, process);
                    });
        }
        return all.build();
    }

    private MetricSnapshot ofSeat(Metric metric, ProcessUse process) {
        return switch (metric.type()) {
            case GAUGE -> gauge(metric, value(metric, process));
            case COUNTER -> counter(metric, process);
            case HISTOGRAM -> histogram(metric);
        };
    }

    private MetricSnapshot upstreamGauge(Metric metric, ToIntFunction<UpstreamState> value) {
        GaugeSnapshot.Builder family =
                GaugeSnapshot.builder().name(metric.title()).help(metric.help());
        for (UpstreamState upstream : seat.upstreams()) {
            family.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of(metric.label(), upstream.name()))
                    .value(value.applyAsInt(upstream))
                    .build());
        }
        return family.build();
    }

    private MetricSnapshot upstreamFirstTokens(Metric metric) {
        HistogramSnapshot.Builder family =
                HistogramSnapshot.builder().name(metric.title()).help(metric.help());
        for (UpstreamState upstream : seat.upstreams()) {
            family.dataPoint(point(Labels.of(metric.label(), upstream.name()), upstream.firstToken()));
        }
        return family.build();
    }

    private static HistogramDataPointSnapshot point(Labels labels, TimingSnapshot measured) {
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds(measured.timing()), measured.counts()))
                .sum(measured.sumSeconds())
                .build();
    }

    private MetricSnapshot breakerRefusals(Metric metric) {
        CounterSnapshot.Builder family = CounterSnapshot.builder()
                .name(metric.title().substring(0, metric.title().length() - "_total".length()))
                .help(metric.help());
        for (UpstreamState upstream : seat.upstreams()) {
            family.dataPoint(point(Labels.of(metric.label(), upstream.name()), (double) upstream.refused()));
        }
        return family.build();
    }

    private double value(Metric metric, ProcessUse process) {
        Runtime jvm = Runtime.getRuntime();
        return switch (metric) {
            case ACTIVE_CONNECTIONS -> seat.activeConnections();
            case ACTIVE_STREAMS -> seat.activeStreams();
            case PEAK_STREAMS -> seat.admission().peak();
            case MAX_CONNECTIONS -> seat.admission().max();
            case DRAINING -> seat.admission().isDraining() ? 1 : 0;
            case ACCESS_LOG_LOST -> seat.accessLogLost().getAsLong();
            case RESIDENT -> process.residentBytes();
            case OPEN_FDS -> process.openFiles();
            case MAX_FDS -> process.maxFiles();
            case CPU -> process.cpuSeconds();
            case START_TIME -> process.startSeconds();
            case HEAP_USED -> jvm.totalMemory() - jvm.freeMemory();
            case HEAP_COMMITTED -> jvm.totalMemory();
            case HEAP_MAX -> jvm.maxMemory();
            default -> throw new IllegalArgumentException(metric + " is no single value");
        };
    }

    private Labels labels(Metric metric, String reason) {
        return switch (metric.label()) {
            case "backend" -> Labels.of("backend", seat.backend());
            case "area" -> Labels.of("area", "heap");
            case "reason", "result" -> Labels.of(metric.label(), reason);
            default -> Labels.EMPTY;
        };
    }

    private MetricSnapshot gauge(Metric metric, double value) {
        return GaugeSnapshot.builder()
                .name(metric.title())
                .help(metric.help())
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels(metric, ""))
                        .value(value)
                        .build())
                .build();
    }

    private MetricSnapshot counter(Metric metric, ProcessUse process) {
        CounterSnapshot.Builder family = CounterSnapshot.builder()
                .name(metric.title().substring(0, metric.title().length() - "_total".length()))
                .help(metric.help());
        for (Count count : metric.counts()) {
            family.dataPoint(point(labels(metric, count.reason()), (double) seat.count(count)));
        }
        if (metric.counts().isEmpty()) {
            family.dataPoint(point(labels(metric, ""), value(metric, process)));
        }
        return family.build();
    }

    private static CounterDataPointSnapshot point(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private MetricSnapshot histogram(Metric metric) {
        HistogramSnapshot.Builder family =
                HistogramSnapshot.builder().name(metric.title()).help(metric.help());
        for (Timing timing : Timing.values()) {
            if (timing.metric().equals(metric.title())) {
                family.dataPoint(point(labels(metric, ""), seat.snapshot(timing)));
            }
        }
        return family.build();
    }

    private static double[] bounds(Timing timing) {
        double[] bounds = new double[Timing.BUCKETS + 1];
        for (int i = 0; i < Timing.BUCKETS; i++) {
            bounds[i] = timing.boundSeconds(i);
        }
        bounds[Timing.BUCKETS] = Double.POSITIVE_INFINITY;
        return bounds;
    }
}
