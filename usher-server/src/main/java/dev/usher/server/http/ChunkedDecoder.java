package dev.usher.server.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Reads a chunked body (RFC 9112 §7.1). */
public final class ChunkedDecoder {
    /** For one body. */
    public ChunkedDecoder(HeadLimits limits, int fieldsInHead) {}

    /**
     * The next piece of the body: a retained slice of {@code in}, which the caller must release; null when {@code in} has no more for it, be it
     * that it is empty or that the body {@linkplain #ended ended} (what is then left in {@code in} belongs to the next request).
     */
    public @Nullable ByteBuf next(ByteBuf in) throws HttpError {
        return null;
    }

    /** True once the last chunk and its trailers are read. */
    public boolean ended() {
        return false;
    }
}
