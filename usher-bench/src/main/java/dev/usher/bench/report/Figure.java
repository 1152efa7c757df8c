package dev.usher.bench.report;

import java.util.Locale;

/** What is measured; each has a name in the table, a key in JSON and a unit. */
public enum Figure {
    /** Connections that got a verdict. */
    CONNECTIONS("connections", ""),
    /** The most that were open at one time. */
    CONCURRENT("open at a time, most", ""),
    /** From the first beginning to the last end. */
    SECONDS("duration", "s"),
    /** Handed over and over again, a second. */
    HANDOFFS_PER_SECOND("handoffs a second", "/s"),
    /** Events received, a second. */
    EVENTS_PER_SECOND("events a second", "/s"),
    /** From the time a connection was to begin to its first byte. */
    FIRST_BYTE_P50("first byte, p50", "ms"),
    /** See {@link #FIRST_BYTE_P50}. */
    FIRST_BYTE_P99("first byte, p99", "ms"),
    /** See {@link #FIRST_BYTE_P50}. */
    FIRST_BYTE_MAX("first byte, longest", "ms"),
    /** Between two reads that brought an event. */
    BETWEEN_P50("between events, p50", "ms"),
    /** See {@link #BETWEEN_P50}. */
    BETWEEN_P99("between events, p99", "ms"),
    /** See {@link #BETWEEN_P50}. */
    BETWEEN_MAX("between events, longest", "ms"),
    /** A whole stream, from the time it was to begin. */
    WHOLE_P50("whole stream, p50", "ms"),
    /** See {@link #WHOLE_P50}. */
    WHOLE_P99("whole stream, p99", "ms"),
    /** Processor time of the server, its share of the kernel's included, through the number of events. */
    CPU_PER_EVENT("server's CPU an event", "µs"),
    /** The same through the number of handoffs. */
    CPU_PER_HANDOFF("server's CPU a handoff", "µs"),
    /** Of the server's threads that live at the end. */
    SWITCHES_PER_EVENT("context switches an event", ""),
    /** Before the first handoff. */
    RSS_BEFORE("RSS before", "MB"),
    /** While most were open. */
    RSS_FULL("RSS while most are open", "MB"),
    /** The part of it that is no file's. */
    ANONYMOUS_FULL("anonymous RSS then", "MB"),
    /** The highest that was seen. */
    RSS_MAX("RSS, highest", "MB"),
    /** RSS more, through connections more, from the first step to the last. */
    RSS_SLOPE("RSS a stream, slope", "kB"),
    /** The same for anonymous memory. */
    ANONYMOUS_SLOPE("anonymous RSS a stream, slope", "kB"),
    /** The load generator's own processor time, through the duration. */
    GENERATOR_CORES("the bench's own CPU", "cores"),
    /** From fork to the log's "ready". */
    START_READY("start to ready", "ms"),
    /** From fork to the first handoff's first byte. */
    START_FIRST_BYTE("start to first byte", "ms"),
    /** Requests with a verdict, a second. */
    REQUESTS_PER_SECOND("requests a second", "/s"),
    /** Processor time of the servers named, through the number of requests. */
    CPU_PER_REQUEST("server's CPU a request", "µs"),
    /** Something said and answered on a connection that stays, a second. */
    ROUND_TRIPS_PER_SECOND("round trips a second", "/s"),
    /** Processor time of the server through the number of round trips. */
    CPU_PER_ROUND_TRIP("server's CPU a round trip", "µs");

    private final String title;
    private final String unit;

    Figure(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    /** For JSON: {@code first_byte_p99_ms}. */
    String key() {
        String key = name().toLowerCase(Locale.ROOT);
        String suffix = unit.replace("µ", "u").toLowerCase(Locale.ROOT);
        boolean isSaid = unit.isEmpty() || unit.startsWith("/") || this == SECONDS || this == GENERATOR_CORES;
        return isSaid ? key : key + "_" + suffix;
    }
}
