package dev.usher.server.handler;

/** Whose a handler's object is. */
public enum HandlerScope {
    /** Each connection has its own, kept over all its requests; it is used by one thread at a time. */
    CONNECTION,
    /** One serves all connections; it must be safe for all threads. */
    SERVER
}
