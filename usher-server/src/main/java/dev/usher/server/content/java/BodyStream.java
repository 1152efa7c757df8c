package dev.usher.server.content.java;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.FileRange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A request's body as a stream: all of it is here, in memory or in a file. For the handler's thread; a share of the body is
 * owned from {@link #BodyStream} to {@link #close}.
 */
final class BodyStream extends InputStream {
    private final Brigade content;
    private boolean closed;

    /** @param content data and file ranges, owned by the stream from here on */
    BodyStream(Brigade content) {
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (closed) {
            throw new IOException("the request's body is closed");
        }
        if (length == 0) {
            return 0;
        }
        Bucket first = content.first();
        while (first != null && first.length() == 0) {
            content.removeFirst().release();
            first = content.first();
        }
        return first == null ? -1 : read(first, ByteBuffer.wrap(into, offset, length));
    }

    private int read(Bucket first, ByteBuffer into) throws IOException {
        into.limit(into.position() + (int) Math.min(into.remaining(), first.length()));
        int read = into.remaining();
        switch (first) {
            case Data data -> data.content().getBytes(data.content().readerIndex(), into);
            case FileRange range -> read = range.channel().read(into, range.position());
            default -> throw new IllegalStateException("no part of a body: " + first);
        }
        if (read < 0) {
            throw new EOFException("the spooled body has become shorter");
        }
        try (Brigade done = new Brigade()) {
            content.partition(done, read);
        }
        return read;
    }

    @Override
    public int available() {
        return closed ? 0 : (int) Math.min(Integer.MAX_VALUE, content.length());
    }

    @Override
    public void close() {
        closed = true;
        content.close();
    }
}
