package dev.usher.daemon.upstream;

/**
 * Why there is no answer.
 *
 * @param kind for programs
 * @param detail for the log, never for a client: it may name addresses
 */
public record UpstreamFailure(Kind kind, String detail) {
    /** What went wrong. */
    public enum Kind {
        /** No connection: no such name, refused, no TLS that both trust. */
        UNREACHABLE,
        /** No connection within the connect timeout. */
        CONNECT_TIMED_OUT,
        /** No descriptor or no memory for a connection: the fault is this machine's. */
        NO_RESOURCES,
        /** The connection has closed, or the stream was reset, before the answer's head; twice, where the first was an old connection. */
        REFUSED,
        /** The same in the midst of the answer. */
        CUT,
        /** What came is no HTTP, or more than there may be. */
        PROTOCOL
    }
}
