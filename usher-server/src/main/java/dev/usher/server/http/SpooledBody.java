package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;

/**
 * A request's body, whole: up to 64 KiB in memory, beyond that in a file without a name. Owned by its exchange and
 * released at the exchange's end; what
 * {@link #content} gave out lives on.
 */
public final class SpooledBody implements AutoCloseable {
    private final Brigade content = new Brigade();
    private final long length;

    /** Takes the content of {@code whole}: data and file ranges, no metadata. */
    public SpooledBody(Brigade whole) {
        whole.moveTo(content);
        this.length = content.length();
    }

    /** A body of no bytes. */
    public static SpooledBody empty() {
        return new SpooledBody(new Brigade());
    }

    /** Bytes, 0 or more. */
    public long length() {
        return length;
    }

    /**
     * The whole body from its start, as often as wanted; shares memory and file. The brigade is the caller's to close.
     */
    public Brigade content() {
        return content.copy();
    }

    @Override
    public void close() {
        content.close();
    }
}
