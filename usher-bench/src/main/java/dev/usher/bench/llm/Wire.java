package dev.usher.bench.llm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;

/**
 * One request's way back to its client. After {@link #end}, {@link #reset}, {@link #refuse} and {@link #die} nothing more
 * is called. For its loop's thread only; nothing leaves before {@link #flush} or one of those.
 */
interface Wire {
    /** Where frames come from. */
    ByteBufAllocator allocator();

    /** The status and the headers, {@code content-type} among them; the length is the wire's own concern. */
    void head(int status, Map<String, String> headers);

    /** One frame, which is the wire's from now on. */
    void frame(ByteBuf bytes);

    /** Sends what was given. */
    void flush();

    /** False while the client takes no more: its answer waits to be called. */
    boolean isWritable();

    /** The clean end of the body. */
    void end();

    /** RST_STREAM with INTERNAL_ERROR, or the connection reset. */
    void reset();

    /** RST_STREAM with REFUSED_STREAM, or the connection closed. */
    void refuse();

    /** The connection reset, whoever else is on it. */
    void die();

    /** GOAWAY that lets this stream and all older ones run on; nothing on HTTP/1.1. */
    void goAway();

    /** GOAWAY that excludes this stream and newer ones, or the connection closed. */
    void goAwayWithoutThis();

    /** Whether the connection has answered before. */
    boolean isReused();
}
