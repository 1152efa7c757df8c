package dev.usher.server.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Parses the head of one request. */
public final class HeadParser {
    /** For one request at a time. */
    public HeadParser(HeadLimits limits) {}

    /** Takes bytes up to the end of the head and not one more; true when the head is complete. */
    public boolean feed(ByteBuf in) throws HttpError {
        throw new UnsupportedOperationException();
    }

    /** True once a byte of the request (an empty line before it does not count) has been seen. */
    public boolean started() {
        return false;
    }

    /** The request line as far as it is complete, for the log; null before. */
    public @Nullable String requestLine() {
        return null;
    }

    /** The complete head; makes the parser ready for the next request. */
    public RequestHead result() {
        throw new UnsupportedOperationException();
    }
}
