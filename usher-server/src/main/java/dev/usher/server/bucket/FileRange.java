package dev.usher.server.bucket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A range of an open file. Ranges split and copied from one another share the descriptor; the last one closes it. */
public final class FileRange implements Bucket {
    private final SharedFile file;
    private long position;
    private long length;

    private FileRange(SharedFile file, long position, long length) {
        if (position < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "position " + position + " and length " + length + " must not be negative");
        }
        this.file = file;
        this.position = position;
        this.length = length;
    }

    /**
     * Takes {@code channel} over, open for reading; it is closed when the last range of it is released.
     *
     * @param position first byte, from 0
     * @param length bytes, from 0
     */
    public static FileRange of(FileChannel channel, long position, long length) {
        return new FileRange(new SharedFile(channel), position, length);
    }

    /** Opens the whole of {@code path} as it is long now. */
    public static FileRange open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return of(channel, 0, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** First byte of the file that belongs to the range. */
    public long position() {
        return position;
    }

    /** The open file, still owned by the range: for positional reads only. */
    public FileChannel channel() {
        return file.channel();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void release() {
        file.release();
    }

    @Override
    public FileRange copy() {
        return range(0, length);
    }

    /**
     * A further range of the same file.
     *
     * @param offset from this range's first byte
     * @param bytes length of the new range; may not go beyond this one
     */
    public FileRange range(long offset, long bytes) {
        if (offset < 0 || bytes < 0 || offset + bytes > length) {
            throw new IllegalArgumentException(bytes + " bytes at " + offset + " are not in a range of " + length);
        }
        file.retain();
        return new FileRange(file, position + offset, bytes);
    }

    @Override
    public FileRange splitOff(long bytes) {
        FileRange first = range(0, bytes);
        position += bytes;
        length -= bytes;
        return first;
    }

    /**
     * Reads at most {@code max} bytes from the beginning of the range into memory; the range is not changed. A read
     * of a
     * regular file: it waits for the disk where the page is not cached.
     *
     * @return a new buffer of {@code min(max, length)} bytes, the caller's
     * @throws EOFException where the file has become shorter than the range
     */
    public ByteBuf read(ByteBufAllocator allocator, int max) throws IOException {
        int wanted = (int) Math.min(max, length);
        ByteBuf into = allocator.buffer(wanted, Math.max(1, wanted));
        boolean whole = false;
        try {
            while (into.readableBytes() < wanted) {
                int read =
                        into.writeBytes(file.channel(), position + into.readableBytes(), wanted - into.readableBytes());
                if (read < 0) {
                    throw tooShort(position + into.readableBytes());
                }
            }
            whole = true;
            return into;
        } finally {
            if (!whole) {
                into.release();
            }
        }
    }

    /**
     * Takes the first bytes of the range into an array; the range begins behind them afterwards. How a file of any size is
     * read in little memory.
     *
     * @param length most bytes to take
     * @return how many were taken, {@code min(length, length())}
     * @throws EOFException where the file has become shorter than the range
     */
    public int take(byte[] into, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, this.length);
        ByteBuffer target = ByteBuffer.wrap(into, offset, wanted);
        while (target.hasRemaining()) {
            int done = wanted - target.remaining();
            if (file.channel().read(target, position + done) < 0) {
                throw tooShort(position + done);
            }
        }
        position += wanted;
        this.length -= wanted;
        return wanted;
    }

    private EOFException tooShort(long end) {
        return new EOFException("file ends at " + end + ", the range at " + (position + length));
    }

    /**
     * The range as Netty writes it, by sendfile(2). Owns a share of the file of its own; this range is still to
     * release.
     */
    public FileRegion toRegion() {
        file.retain();
        return new Region(file, position, length);
    }

    @Override
    public String toString() {
        return "FileRange(" + position + "+" + length + ")";
    }

    /** Netty's own closes the channel at its end; this one gives back its share. */
    private static final class Region extends DefaultFileRegion {
        private final SharedFile file;

        Region(SharedFile file, long position, long length) {
            super(file.channel(), position, length);
            this.file = file;
        }

        @Override
        protected void deallocate() {
            file.release();
        }
    }
}
