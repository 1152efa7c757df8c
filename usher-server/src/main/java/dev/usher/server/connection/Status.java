package dev.usher.server.connection;

/** How a read ended; real errors are thrown. */
public enum Status {
    /** What is in the brigade is the answer; empty where nothing was there. */
    SUCCESS,
    /** Nothing there yet (EATCRLF only). */
    AGAIN,
    /** The client has sent all it will send, and all of it was read. */
    EOF
}
