package dev.usher.server.connection;

/** Whether a read may wait for its first byte. */
public enum Block {
    /** It may: only where {@link Driver#mayBlock}; on an event loop it is an IllegalStateException. */
    BLOCK,
    /** It takes what is there. */
    NONBLOCK
}
