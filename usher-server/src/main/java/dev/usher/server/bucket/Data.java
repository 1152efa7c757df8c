package dev.usher.server.bucket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Bytes in memory: one owned reference of a buffer, its readable bytes are the content. */
public final class Data implements Bucket {
    /** Fewer bytes than these are cheaper to copy than to hold a read buffer for. */
    private static final int SMALL_BYTES = 512;

    /** What small pieces are joined in becomes no longer than this (httpd's APR_BUCKET_BUFF_SIZE). */
    private static final int JOINED_BYTES = 8000;

    private final ByteBuf content;
    /** Whether {@link #joined} has made the buffer: nobody else writes to it. */
    private final boolean mayGrow;

    /** Takes the caller's reference of {@code content}. */
    public Data(ByteBuf content) {
        this(content, false);
    }

    private Data(ByteBuf content, boolean mayGrow) {
        this.content = content;
        this.mayGrow = mayGrow;
    }

    /** A bucket of text on the heap, ISO-8859-1: each character below 256 is one byte. */
    public static Data latin1(String text) {
        return new Data(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** A bucket of text on the heap, UTF-8. */
    public static Data utf8(String text) {
        return new Data(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The bytes; still owned by the bucket. Who takes the buffer out for good retains it or never releases the bucket.
     */
    public ByteBuf content() {
        return content;
    }

    @Override
    public long length() {
        return content.readableBytes();
    }

    @Override
    public void release() {
        content.release();
    }

    @Override
    public Data copy() {
        return new Data(content.retainedDuplicate());
    }

    @Override
    public Data splitOff(long bytes) {
        if (bytes < 0 || bytes > length()) {
            throw new IllegalArgumentException(bytes + " bytes cannot be split off a bucket of " + length());
        }
        return new Data(content.readRetainedSlice((int) bytes));
    }

    /** Whether {@link #joined} appends {@code piece} in place. */
    boolean hasRoomFor(Data piece) {
        return mayGrow && content.refCnt() == 1 && content.maxWritableBytes() >= piece.length();
    }

    /** This bucket's bytes and {@code piece}'s in one; both are given away for it. */
    Data joined(Data piece) {
        Data both = this;
        if (!hasRoomFor(piece)) {
            both = new Data(Unpooled.buffer((int) (length() + piece.length()), JOINED_BYTES), true);
            both.content.writeBytes(content);
            release();
        }
        both.content.writeBytes(piece.content);
        piece.release();
        return both;
    }

    /** A few bytes that keep a large buffer alive are copied; all others stay where they are. */
    @Override
    public Data setAside() {
        int length = content.readableBytes();
        boolean holdsLittle = content.capacity() <= SMALL_BYTES && content.unwrap() == null;
        if (length >= SMALL_BYTES || holdsLittle) {
            return this;
        }
        byte[] kept = ByteBufUtil.getBytes(content);
        content.release();
        return new Data(Unpooled.wrappedBuffer(kept));
    }

    @Override
    public String toString() {
        return "Data(" + content.readableBytes() + ")";
    }
}
