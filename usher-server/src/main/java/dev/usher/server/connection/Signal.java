package dev.usher.server.connection;

/** What the wire has to tell its driver. */
public enum Signal {
    /** There are bytes, or there will be none any more. */
    READABLE,
    /** What was passed has left far enough that more may be passed. */
    WRITABLE
}
