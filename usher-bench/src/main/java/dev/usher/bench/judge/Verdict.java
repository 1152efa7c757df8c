package dev.usher.bench.judge;

import java.util.Locale;

/** What became of one connection. Each gets exactly one. */
public enum Verdict {
    /** All events that were expected, each byte of them, in order, once, and a clean end. */
    COMPLETE,
    /** A good beginning and an early end: the stream was closed, or ended with an error event, before its last event. */
    TRUNCATED,
    /** An answer with another status than 200. */
    REFUSED,
    /** The connection was reset. */
    RESET,
    /** Bytes that belong to another connection's stream. */
    ANOTHERS_DATA,
    /** Bytes that nobody expected: an event twice, out of order, altered, or after the last. */
    DAMAGED,
    /** Not over in the time given. */
    TIMEOUT,
    /** The server could not be reached, or did not take the connection. */
    NOT_TAKEN;

    /** For people: {@code another's data}. */
    public String words() {
        return this == ANOTHERS_DATA
                ? "another's data"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** For JSON: {@code anothers_data}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
