package dev.usher.server.content.status;

import dev.usher.server.content.Durations.Distribution;
import dev.usher.server.content.Workers;
import dev.usher.server.content.status.DoorStatus.Count;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures under Prometheus's conventions: {@code usher_…}, seconds and bytes, {@code _total} on what only grows. */
final class Metrics {
    private Metrics() {}

    static MetricSnapshots of(DoorStatus status) {
        List<Workers.Account> applications = status.applications();
        return MetricSnapshots.of(
                gauge("usher_uptime_seconds", "Seconds since the door was opened.", status.uptimeMillis() / 1000.0),
                counter(
                        "usher_connections",
                        "Clients accepted.",
                        status.connections().total()),
                gauge("usher_connections_active", "Clients connected now; who was handed off is not.", (double)
                        status.connections().active()),
                requests(status),
                gauge("usher_requests_active", "Requests that a handler works on now.", (double)
                        status.requests().active()),
                counter(
                        "usher_sent_bytes",
                        "Bytes of answers sent, heads included.",
                        status.requests().bytesSent()),
                histogram(
                        "usher_request_duration_seconds",
                        "From a request's first byte to its answer's last, or to its handoff.",
                        List.of(point(status.requests().duration(), Labels.EMPTY))),
                hosts(status),
                handoffs(status),
                refused(status),
                histogram(
                        "usher_handoff_duration_seconds",
                        "From the application's answer to the client's leaving: connect and send.",
                        List.of(point(status.handoffs().duration(), Labels.of("lane", "direct")))),
                applications(
                        "usher_application_busy",
                        "Requests an application works on now.",
                        applications,
                        Workers.Account::busy),
                applications(
                        "usher_application_waiting",
                        "Requests that wait for a permit.",
                        applications,
                        Workers.Account::waiting),
                applications(
                        "usher_application_limit",
                        "How many requests it works on at a time; 0 where unknown.",
                        applications,
                        Workers.Account::limit),
                histogram(
                        "usher_application_seconds",
                        "How long a request held a worker of an application: to END_REQUEST, or to the handler's return.",
                        applications.stream()
                                .map(a -> point(a.held(), labels(a)))
                                .toList()));
    }

    private static CounterSnapshot requests(DoorStatus status) {
        CounterSnapshot.Builder all = CounterSnapshot.builder()
                .name("usher_requests")
                .help("Requests answered, by handler and class of status.");
        for (Count count : status.requests().counts()) {
            Labels labels = Labels.of("handler", count.handler().label(), "code", count.statusClass() + "xx");
            all.dataPoint(point(count.requests(), labels));
        }
        return all.build();
    }

    private static CounterSnapshot hosts(DoorStatus status) {
        CounterSnapshot.Builder all =
                CounterSnapshot.builder().name("usher_host_requests").help("Requests answered, by virtual host.");
        status.hosts().forEach((host, count) -> all.dataPoint(point(count, Labels.of("host", host))));
        return all.build();
    }

    private static CounterSnapshot handoffs(DoorStatus status) {
        return CounterSnapshot.builder()
                .name("usher_handoffs")
                .help("Clients handed to a seat.")
                .dataPoint(point(status.handoffs().sent(), Labels.of("lane", "direct")))
                .build();
    }

    private static CounterSnapshot refused(DoorStatus status) {
        CounterSnapshot.Builder all = CounterSnapshot.builder()
                .name("usher_handoffs_refused")
                .help("Clients that got an error answer instead of a seat, by status.");
        status.handoffs()
                .refused()
                .forEach((code, count) -> all.dataPoint(point(count, Labels.of("status", code.toString()))));
        return all.build();
    }

    private static GaugeSnapshot applications(
            String name, String help, List<Workers.Account> all, ToDoubleFunction<Workers.Account> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        all.forEach(account -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .value(value.applyAsDouble(account))
                .labels(labels(account))
                .build()));
        return gauge.build();
    }

    private static Labels labels(Workers.Account account) {
        return Labels.of("handler", account.kind().label(), "application", account.name());
    }

    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(value, Labels.EMPTY))
                .build();
    }

    private static CounterDataPointSnapshot point(long value, Labels labels) {
        return CounterDataPointSnapshot.builder()
                .value((double) value)
                .labels(labels)
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static HistogramSnapshot histogram(String name, String help, List<HistogramDataPointSnapshot> points) {
        HistogramSnapshot.Builder histogram =
                HistogramSnapshot.builder().name(name).help(help).unit(Unit.SECONDS);
        points.forEach(histogram::dataPoint);
        return histogram.build();
    }

    private static HistogramDataPointSnapshot point(Distribution durations, Labels labels) {
        return HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(durations.boundsSeconds(), durations.counts()))
                .sum(durations.sumSeconds())
                .labels(labels)
                .build();
    }
}
