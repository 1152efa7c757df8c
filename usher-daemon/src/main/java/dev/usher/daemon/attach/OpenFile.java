package dev.usher.daemon.attach;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A regular file below the data directory, open to be read once. Owns its channel. One thread at a time; reading may wait. */
public final class OpenFile implements AutoCloseable {
    private final FileChannel channel;
    private final FileMark mark;
    private final long size;

    OpenFile(FileChannel channel, FileMark mark, long size) {
        this.channel = channel;
        this.mark = mark;
        this.size = size;
    }

    /** How many bytes it had when it was opened. */
    public long size() {
        return size;
    }

    /** Which file it is. */
    public FileMark mark() {
        return mark;
    }

    /**
     * Reads the next bytes.
     *
     * @return how many: as many as the array takes, fewer only at the end of the file
     */
    public int read(byte[] into, int length) throws RefusedFile {
        ByteBuffer bytes = ByteBuffer.wrap(into, 0, length);
        try {
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = channel.read(bytes);
            }
        } catch (IOException e) {
            throw new RefusedFile("cannot be read");
        }
        return bytes.position();
    }

    /** All of it, which must still be as much as it was. */
    public byte[] readAll() throws RefusedFile {
        byte[] all = new byte[Math.toIntExact(size)];
        if (read(all, all.length) < all.length) {
            throw changed();
        }
        requireEnd();
        return all;
    }

    /** Holds the file to have ended here: one that grows is not whole yet. */
    public void requireEnd() throws RefusedFile {
        if (read(new byte[1], 1) != 0) {
            throw changed();
        }
    }

    /** What is wrong with a file that is longer or shorter than it was. */
    public static RefusedFile changed() {
        return new RefusedFile("was changed while it was read; write it whole before the handoff");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // close(2) of a file that was only read has nothing to lose
        }
    }
}
