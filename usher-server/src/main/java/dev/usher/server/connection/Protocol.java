package dev.usher.server.connection;

/** What a connection speaks once its phases are over. Called by the driver only, never re-entered. */
public interface Protocol {

    /**
     * Something has changed: bytes came, the client ended its stream, or what was passed has left. Pull without
     * waiting.
     */
    void advance();

    /** The deadline set by {@link Connection#deadline} has passed. */
    void onTimeout();

    /** The connection is lost; nothing can be written any more. Called once. */
    void onAbort(Throwable why);
}
