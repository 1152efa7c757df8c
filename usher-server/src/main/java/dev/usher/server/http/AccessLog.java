package dev.usher.server.http;

/** Gets a line for each request, whichever way it ended. Called on event loops: it must not wait. */
@FunctionalInterface
public interface AccessLog {
    /** Writes nothing. */
    AccessLog NONE = _ -> {};

    /** A request has ended and everything of its answer has left, or never will. */
    void log(AccessLogEntry entry);
}
