package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Bytes a client has sent and nobody has taken: filled by the event loop, emptied by the driver, which may be another
 * thread.
 *
 * <p>Reads under {@value #SMALL} bytes are copied together, so that a sender of single bytes does not keep a read
 * buffer
 * alive for each. An empty queue holds no buffer.
 */
final class ReceiveQueue {
    private static final int SMALL = 512;

    private final Brigade queue = new Brigade();
    /** The last buffer where it is one of our own that small reads are appended to. */
    private @Nullable ByteBuf tail;

    private int bytes;

    synchronized int bytes() {
        return bytes;
    }

    /** Takes {@code read}'s reference. */
    synchronized void append(ByteBuf read) {
        int length = read.readableBytes();
        if (length == 0) {
            read.release();
            return;
        }
        bytes += length;
        if (length >= SMALL) {
            queue.append(new Data(read));
            tail = null;
        } else {
            appendSmall(read, length);
        }
    }

    private void appendSmall(ByteBuf read, int length) {
        ByteBuf into = tail;
        if (into == null || into.writableBytes() < length) {
            into = read.alloc().buffer(SMALL, SMALL);
            tail = into;
            queue.append(new Data(into));
        }
        into.writeBytes(read);
        read.release();
    }

    /** One line to {@code into}, or what there is of it. @return whether it has its LF */
    synchronized boolean line(Brigade into, int limit) {
        long before = into.length();
        boolean found = queue.splitLine(into, limit);
        taken(into.length() - before);
        return found;
    }

    synchronized void take(Brigade into, int limit) {
        taken(queue.partition(into, limit));
    }

    synchronized void peek(Brigade into, int limit) {
        try (Brigade copy = queue.copy()) {
            copy.partition(into, limit);
        }
    }

    /** Drops buckets that hold only CR and LF. @return whether other bytes are first now */
    synchronized boolean dropBlankBuckets() {
        while (queue.first() instanceof Data data && isBlank(data.content())) {
            bytes -= (int) data.length();
            queue.removeFirst().release();
        }
        forgetTailWhenEmpty();
        return !queue.isEmpty();
    }

    private static boolean isBlank(ByteBuf content) {
        return content.forEachByte(b -> b == '\r' || b == '\n') < 0;
    }

    synchronized void clear() {
        queue.close();
        bytes = 0;
        tail = null;
    }

    private void taken(long moved) {
        bytes -= (int) moved;
        for (Bucket first = queue.first(); first != null && first.length() == 0; first = queue.first()) {
            queue.removeFirst().release();
        }
        forgetTailWhenEmpty();
    }

    private void forgetTailWhenEmpty() {
        if (queue.isEmpty()) {
            tail = null;
        }
    }
}
