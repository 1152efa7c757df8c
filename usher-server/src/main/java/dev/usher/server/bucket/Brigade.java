package dev.usher.server.bucket;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Buckets in order. A brigade owns what is in it: adding gives a bucket away, removing takes it back, {@link #close}
 * releases the rest. Who made a brigade closes it in a finally; {@code get} and {@code pass} move only the content.
 *
 * <p>Used by one thread at a time. A closed brigade is empty and may be filled again.
 */
public final class Brigade implements AutoCloseable, Iterable<Bucket> {
    /** Pieces of a line of so many bytes or fewer are copied together (a quarter of httpd's APR_BUCKET_BUFF_SIZE). */
    private static final int SMALL_PIECE_BYTES = 2000;

    private final ArrayDeque<Bucket> buckets = new ArrayDeque<>();

    /** An empty brigade. */
    public Brigade() {}

    /** A brigade of these buckets, given away to it. */
    public static Brigade of(Bucket... buckets) {
        Brigade brigade = new Brigade();
        for (Bucket bucket : buckets) {
            brigade.append(bucket);
        }
        return brigade;
    }

    /** Adds at the end. */
    public void append(Bucket bucket) {
        buckets.addLast(bucket);
    }

    /** Adds at the beginning. */
    public void prepend(Bucket bucket) {
        buckets.addFirst(bucket);
    }

    /** The first bucket, still in the brigade, or null. */
    public @Nullable Bucket first() {
        return buckets.peekFirst();
    }

    /** The last bucket, still in the brigade, or null. */
    public @Nullable Bucket last() {
        return buckets.peekLast();
    }

    /**
     * Takes the first bucket out; it is the caller's.
     *
     * @throws NoSuchElementException where the brigade is empty
     */
    public Bucket removeFirst() {
        return buckets.removeFirst();
    }

    /** Takes the last bucket out; it is the caller's.
     *
     * @throws NoSuchElementException where the brigade is empty
     */
    public Bucket removeLast() {
        return buckets.removeLast();
    }

    /** Whether there is no bucket, not even metadata. */
    public boolean isEmpty() {
        return buckets.isEmpty();
    }

    /** Number of buckets, metadata counted. */
    public int size() {
        return buckets.size();
    }

    /** Bytes in all buckets, or -1 where a bucket does not know its length. */
    public long length() {
        long sum = 0;
        for (Bucket bucket : buckets) {
            if (bucket.length() < 0) {
                return -1;
            }
            sum += bucket.length();
        }
        return sum;
    }

    /** Whether an {@link Eos} is among the buckets. */
    public boolean hasEos() {
        return buckets.stream().anyMatch(Eos.class::isInstance);
    }

    /** Moves all buckets to the end of {@code into}; this brigade is empty afterwards. */
    public void moveTo(Brigade into) {
        into.buckets.addAll(buckets);
        buckets.clear();
    }

    /**
     * Moves the first {@code bytes} to the end of {@code into}, with the metadata before them; a bucket across the
     * border is
     * split. Stops early at the end and before a socket.
     *
     * @return how many bytes were moved
     */
    public long partition(Brigade into, long bytes) {
        long left = bytes;
        for (Bucket next = first(); next != null && left > 0 && next.length() >= 0; next = first()) {
            if (next.length() <= left) {
                left -= next.length();
                into.append(removeFirst());
            } else {
                into.append(next.splitOff(left));
                left = 0;
            }
        }
        return bytes - left;
    }

    /**
     * Moves one line, up to and with its LF, to the end of {@code into}. Where no LF is among the first {@code limit}
     * bytes the
     * buckets that hold these bytes are moved, without an LF; where the data ends before, all of it is.
     *
     * <p>As httpd's: a bucket is searched whole before the limit is looked at, so that a line may be longer than the
     * limit by less than one bucket. Stops before an {@link Eos}, a socket or a file. Small pieces of a line are copied
     * together, so that who sends a line byte by byte has no buffer held for each.
     *
     * @return whether an LF was found
     */
    public boolean splitLine(Brigade into, int limit) {
        long taken = 0;
        while (buckets.peekFirst() instanceof Data data && taken < limit) {
            int at = data.content().bytesBefore((byte) '\n');
            if (at >= 0) {
                partition(into, at + 1L);
                return true;
            }
            taken += data.length();
            removeFirst();
            into.join(data);
        }
        return false;
    }

    private void join(Data piece) {
        boolean joins = piece.length() <= SMALL_PIECE_BYTES
                && buckets.peekLast() instanceof Data last
                && (last.hasRoomFor(piece) || last.length() <= SMALL_PIECE_BYTES);
        if (joins && buckets.removeLast() instanceof Data last) {
            append(last.joined(piece));
        } else {
            append(piece);
        }
    }

    /**
     * The first bytes as an array; the brigade is not changed. Files are read.
     *
     * @param max most bytes to return
     */
    public byte[] flatten(int max) throws IOException {
        byte[] flat = new byte[(int) Math.min(max, readableLength())];
        int at = 0;
        for (Bucket bucket : buckets) {
            if (at == flat.length) {
                break;
            }
            byte[] piece = bytes(bucket, flat.length - at);
            System.arraycopy(piece, 0, flat, at, piece.length);
            at += piece.length;
        }
        return flat;
    }

    private long readableLength() {
        return buckets.stream().mapToLong(b -> Math.max(0, b.length())).sum();
    }

    private static byte[] bytes(Bucket bucket, int max) throws IOException {
        return switch (bucket) {
            case Data data -> {
                int wanted = Math.min(max, data.content().readableBytes());
                yield ByteBufUtil.getBytes(data.content(), data.content().readerIndex(), wanted);
            }
            case FileRange range -> {
                var read = range.read(ByteBufAllocator.DEFAULT, max);
                try {
                    yield ByteBufUtil.getBytes(read);
                } finally {
                    read.release();
                }
            }
            case SocketBucket _, Metadata _ -> new byte[0];
        };
    }

    /**
     * A second brigade of the same content, which shares buffers and files.
     *
     * @throws UnsupportedOperationException where a bucket cannot be copied; nothing is leaked then
     */
    public Brigade copy() {
        Brigade copy = new Brigade();
        boolean whole = false;
        try {
            buckets.forEach(bucket -> copy.append(bucket.copy()));
            whole = true;
            return copy;
        } finally {
            if (!whole) {
                copy.close();
            }
        }
    }

    /**
     * Moves all buckets to the end of {@code into}, where they may stay until a later call: what owns its bytes is moved as it
     * is, a few bytes that hold a large buffer are copied.
     *
     * @throws UnsupportedOperationException where a bucket cannot be kept (a socket); it and what follows stay here
     */
    public void setAside(Brigade into) {
        while (!buckets.isEmpty()) {
            Bucket kept = buckets.getFirst().setAside();
            buckets.removeFirst();
            into.append(kept);
        }
    }

    /**
     * Has the first bytes in memory: where a file is first, its first {@code max} bytes are read into a bucket of their own
     * before it. Else nothing changes.
     *
     * @param max most bytes to read, more than 0
     */
    public void readFirst(int max) throws IOException {
        if (buckets.peekFirst() instanceof FileRange range) {
            byte[] read = new byte[(int) Math.min(max, range.length())];
            int taken = range.take(read, 0, read.length);
            if (range.length() == 0) {
                buckets.removeFirst().release();
            }
            if (taken > 0) {
                buckets.addFirst(new Data(Unpooled.wrappedBuffer(read)));
            }
        }
    }

    /** The buckets, still in the brigade. */
    @Override
    public Iterator<Bucket> iterator() {
        return java.util.Collections.unmodifiableCollection(buckets).iterator();
    }

    /** Releases every bucket. May be called again. */
    @Override
    public void close() {
        for (Bucket next = buckets.pollFirst(); next != null; next = buckets.pollFirst()) {
            next.release();
        }
    }

    @Override
    public String toString() {
        return buckets.toString();
    }
}
