package dev.usher.daemon.backend;

/** Why a stream gives up its source. */
public enum Departure {
    /** The client closed its connection, or its network is gone. */
    CLIENT_LEFT,
    /** The client read nothing for too long. */
    CLIENT_STALLED,
    /** The source was silent for too long. */
    UPSTREAM_SILENT,
    /** The stream reached the longest duration one may have. */
    TOO_LONG,
    /** The seat is shutting down and its deadline has passed. */
    SHUTDOWN
}
