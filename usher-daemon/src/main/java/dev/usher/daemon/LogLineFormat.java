package dev.usher.daemon;

/** How a log writes a line. */
public enum LogLineFormat {
    /** For people. */
    TEXT,
    /** A JSON object a line (RFC 8259), for programs. */
    JSON
}
