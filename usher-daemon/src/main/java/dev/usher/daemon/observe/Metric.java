package dev.usher.daemon.observe;

import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Timing;
import java.util.Arrays;
import java.util.List;

/**
 * Every metric that is exported, with its meaning for people. Those of REFERENCE A.6 have the reference's names, types and
 * labels.
 */
enum Metric {
    ACTIVE_CONNECTIONS("daemon_active_connections", Type.GAUGE, "Clients' sockets that are open now."),
    ACTIVE_STREAMS("daemon_active_streams", Type.GAUGE, "Clients that are served now."),
    PEAK_STREAMS("daemon_peak_streams", Type.GAUGE, "Most clients that were served at one time."),
    MAX_CONNECTIONS("daemon_max_connections", Type.GAUGE, "Most clients that may be served at one time."),
    DRAINING("daemon_draining", Type.GAUGE, "1 while the daemon is about to stop and takes no more clients."),

    CONNECTIONS(Count.CONNECTIONS, "Clients received."),
    REJECTED(
            Count.CONNECTIONS_REJECTED,
            "Clients refused with 503: at capacity, without a descriptor, or while draining."),
    LIMITED(
            Count.LIMITED_USER,
            "Clients refused with 429, because their user or their address had as many streams as one may have."),
    HANDOFFS(Count.HANDOFFS, "Streams begun."),
    HANDOFF_ERRORS(Count.HANDOFF_ERRORS_FAILED, "Handoffs that brought no client, or data that cannot be used."),
    STREAMS_COMPLETED(Count.STREAMS_COMPLETED, "Streams whose client was sent all that the backend had to say."),
    STREAM_ERRORS(Count.STREAM_ERRORS_OTHER, "Streams that ended early."),
    BYTES_SENT(Count.BYTES_SENT, "Bytes sent to clients."),
    CHUNKS_SENT(Count.CHUNKS_SENT, "Tokens sent to clients, each as an event."),
    BACKEND_REQUESTS(Count.BACKEND_REQUESTS, "Requests to the backend."),
    BACKEND_ERRORS(Count.BACKEND_ERRORS, "Requests that the backend failed."),
    RELOADS(Count.RELOADS_OK, "Times that the settings were to be read anew (SIGHUP)."),
    ACCESS_LOG_LOST(
            "daemon_access_log_lost_total",
            Type.COUNTER,
            "Lines of the access log that were dropped, because too many waited, or could not be written."),
    BREAKER_STATE(
            "daemon_upstream_breaker_state",
            Type.GAUGE,
            "0 while the upstream is asked, 1 while one request probes it, 2 while it is not asked because it failed."),
    BREAKER_REFUSED(
            "daemon_upstream_refused_total",
            Type.COUNTER,
            "Clients refused with 503 because their upstream was not to be asked."),

    UPSTREAM_CALLS("daemon_upstream_open_calls", Type.GAUGE, "Requests to the upstream that are not over."),
    UPSTREAM_CONNECTIONS(
            "daemon_upstream_connections", Type.GAUGE, "Connections to the upstream that are open, or being opened."),
    UPSTREAM_TTFB(
            Timing.UPSTREAM_TTFB, Type.HISTOGRAM, "From a request to the upstream to its model's first sign of life."),

    HANDOFF_DURATION(Timing.HANDOFF, "From the receipt of a client to the request to the backend."),
    STREAM_DURATION(Timing.STREAM, "From the receipt of a client to the end of its answer, or to its departure."),
    BACKEND_DURATION(Timing.BACKEND, "From the receipt of a client to the end of what the backend said."),
    BACKEND_TTFB(Timing.BACKEND_TTFB, "From the receipt of a client to the backend's first token."),

    RESIDENT("process_resident_memory_bytes", Type.GAUGE, "Memory of the process that is in RAM."),
    OPEN_FDS("process_open_fds", Type.GAUGE, "Open descriptors of the process."),
    MAX_FDS("process_max_fds", Type.GAUGE, "Limit of open descriptors."),
    CPU("process_cpu_seconds_total", Type.COUNTER, "Processor time of the process."),
    START_TIME("process_start_time_seconds", Type.GAUGE, "When the process began, in seconds since 1970."),
    HEAP_USED("jvm_memory_used_bytes", Type.GAUGE, "Heap in use, garbage included."),
    HEAP_COMMITTED("jvm_memory_committed_bytes", Type.GAUGE, "Heap the JVM holds."),
    HEAP_MAX("jvm_memory_max_bytes", Type.GAUGE, "Heap the JVM may hold at most.");

    /** The kinds of Prometheus. */
    enum Type {
        /** Goes up and down. */
        GAUGE,
        /** Only goes up; its name ends in {@code _total}. */
        COUNTER,
        /** Counts of durations by size. */
        HISTOGRAM
    }

    private final String title;
    private final Type type;
    private final String help;

    Metric(String title, Type type, String help) {
        this.title = title;
        this.type = type;
        this.help = help;
    }

    Metric(Count anyOfIt, String help) {
        this(anyOfIt.metric(), Type.COUNTER, help);
    }

    Metric(Timing timing, String help) {
        this(timing.metric(), Type.HISTOGRAM, help);
    }

    /** Its name in Prometheus. */
    String title() {
        return title;
    }

    Type type() {
        return type;
    }

    String help() {
        return help;
    }

    /** The label that its values differ by; empty where there is but one. */
    String label() {
        if (title.startsWith("daemon_backend_")) {
            return "backend";
        }
        if (title.startsWith("daemon_upstream_")) {
            return "upstream";
        }
        if (title.startsWith("jvm_memory_")) {
            return "area";
        }
        if (this == RELOADS) {
            return "result";
        }
        return counts().stream().anyMatch(count -> !count.reason().isEmpty()) ? "reason" : "";
    }

    /** What a seat counts under this name. */
    List<Count> counts() {
        return Arrays.stream(Count.values())
                .filter(count -> count.metric().equals(title))
                .toList();
    }
}
