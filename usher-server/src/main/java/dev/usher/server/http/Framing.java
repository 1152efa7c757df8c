package dev.usher.server.http;

/** Where the body of a message ends (RFC 9112 §6.3). */
public sealed interface Framing {
    /** There is no body. */
    record None() implements Framing {}

    /**
     * Exactly that many bytes.
     *
     * @param bytes 0 or more
     */
    record Length(long bytes) implements Framing {}

    /** Chunks, read by {@link ChunkedDecoder}. */
    record Chunked() implements Framing {}

    /** Responses only: until the sender closes. */
    record UntilClose() implements Framing {}

    /** True if bytes of a body will follow the head. */
    default boolean hasBody() {
        return switch (this) {
            case None _ -> false;
            case Length length -> length.bytes() > 0;
            case Chunked _, UntilClose _ -> true;
        };
    }
}
