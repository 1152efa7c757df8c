package dev.usher.daemon.stream;

/** Where a stream is in its life; see {@link Stream}. */
enum StreamState {
    /** The client is here, its request is being read; nothing was sent. */
    RECEIVED,
    /** The source was asked; nothing was sent. */
    WAITING,
    /** {@code 200} was sent. */
    STREAMING,
    /** All was said: what the socket has not taken leaves, then our FIN, then what the client still sends is dropped. */
    ENDING,
    /** Everything was given back. */
    CLOSED
}
