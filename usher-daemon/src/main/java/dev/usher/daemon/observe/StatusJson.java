package dev.usher.daemon.observe;

import dev.usher.daemon.receive.UpstreamState;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Timing;
import dev.usher.daemon.stream.TimingSnapshot;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code /status.json}: all that the status page draws. Counters count from the start; the page makes rates of them.
 * Any thread.
 */
final class StatusJson {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final SeatView seat;
    private final JsonFactory json = new JsonFactory();

    StatusJson(SeatView seat) {
        this.seat = seat;
    }

    String now() {
        StringWriter text = new StringWriter();
        try (JsonGenerator into = json.createGenerator(ObjectWriteContext.empty(), text)) {
            into.writeStartObject();
            writeSeat(into);
            writeGauges(into);
            writeCounters(into);
            writeHistograms(into);
            writeUpstreams(into);
            writeProcess(into);
            into.writeEndObject();
        }
        return text.toString();
    }

    private void writeSeat(JsonGenerator into) {
        Instant now = Instant.now();
        into.writeStringProperty("state", seat.readiness().word());
        into.writeStringProperty("version", version());
        into.writeStringProperty("socket", seat.path());
        into.writeStringProperty("backend", seat.backend());
        into.writeNumberProperty("pid", ProcessHandle.current().pid());
        into.writeStringProperty("started", seat.started().toString());
        into.writeNumberProperty("now_seconds", now.toEpochMilli() / MILLIS_PER_SECOND);
        into.writeNumberProperty(
                "uptime_seconds", Duration.between(seat.started(), now).toMillis() / MILLIS_PER_SECOND);
        into.writeObjectPropertyStart("settings");
        seat.settings().get().forEach(into::writeStringProperty);
        into.writeEndObject();
    }

    private static String version() {
        String version = StatusJson.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    private void writeGauges(JsonGenerator into) {
        into.writeNumberProperty("active_streams", seat.activeStreams());
        into.writeNumberProperty("active_connections", seat.activeConnections());
        into.writeNumberProperty("peak_streams", seat.admission().peak());
        into.writeNumberProperty("max_connections", seat.admission().max());
    }

    private void writeCounters(JsonGenerator into) {
        into.writeObjectPropertyStart("counters");
        for (Metric metric : Metric.values()) {
            writeCounter(into, metric, metric.counts());
        }
        into.writeEndObject();
    }

    private void writeCounter(JsonGenerator into, Metric metric, List<Count> counts) {
        if (metric.label().equals("reason")) {
            into.writeObjectPropertyStart(metric.title());
            counts.forEach(count -> into.writeNumberProperty(count.reason(), seat.count(count)));
            into.writeEndObject();
        } else {
            counts.forEach(count -> into.writeNumberProperty(metric.title(), seat.count(count)));
        }
    }

    private void writeHistograms(JsonGenerator into) {
        into.writeObjectPropertyStart("histograms");
        for (Timing timing : Timing.values()) {
            writeHistogram(into, timing.metric(), seat.snapshot(timing));
        }
        into.writeEndObject();
    }

    private static void writeHistogram(JsonGenerator into, String name, TimingSnapshot measured) {
        into.writeObjectPropertyStart(name);
        into.writeNumberProperty("first_bound_seconds", measured.timing().boundSeconds(0));
        into.writeNumberProperty("sum_seconds", measured.sumSeconds());
        into.writeArrayPropertyStart("counts");
        for (long count : measured.counts()) {
            into.writeNumber(count);
        }
        into.writeEndArray();
        into.writeEndObject();
    }

    private void writeUpstreams(JsonGenerator into) {
        into.writeObjectPropertyStart("upstreams");
        for (UpstreamState upstream : seat.upstreams()) {
            into.writeObjectPropertyStart(upstream.name());
            into.writeStringProperty("breaker", upstream.breaker());
            into.writeNumberProperty("refused", upstream.refused());
            into.writeNumberProperty("open_calls", upstream.openCalls());
            into.writeNumberProperty("connections", upstream.connections());
            into.writeNumberProperty("recent_requests", upstream.recentRequests());
            into.writeNumberProperty("recent_failures", upstream.recentFailures());
            writeHistogram(into, "first_token", upstream.firstToken());
            into.writeEndObject();
        }
        into.writeEndObject();
    }

    private static void writeProcess(JsonGenerator into) {
        ProcessUse use = ProcessUse.now();
        into.writeObjectPropertyStart("process");
        writeFinite(into, "resident_bytes", use.residentBytes());
        writeFinite(into, "open_fds", use.openFiles());
        writeFinite(into, "max_fds", use.maxFiles());
        writeFinite(into, "cpu_seconds", use.cpuSeconds());
        into.writeEndObject();
    }

    /** JSON has no word for what could not be read, nor for what has no limit. */
    private static void writeFinite(JsonGenerator into, String name, double value) {
        if (Double.isFinite(value)) {
            into.writeNumberProperty(name, value);
        } else {
            into.writeNullProperty(name);
        }
    }
}
