package dev.usher.daemon.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file that whole lines are appended to, or standard output. Finds out by itself that its file was renamed or removed, and
 * makes a new one. Its methods wait for the disk: one thread calls them.
 */
final class LineFile implements AutoCloseable {
    /** How long a pipe that does not block (O_NONBLOCK is shared with others) is left alone while it is full. */
    private static final long FULL_NANOS = 5_000_000;

    private final @Nullable Path path;
    private FileChannel channel;
    private @Nullable Object key; // device and inode
    private boolean midLine;

    private LineFile(@Nullable Path path, FileChannel channel, @Nullable Object key) {
        this.path = path;
        this.channel = channel;
        this.key = key;
    }

    /**
     * Opens the file, and makes it where it does not exist.
     *
     * @throws IOException with the path and what is wrong with it
     */
    static LineFile open(Path path) throws IOException {
        FileChannel opened = channel(path);
        return new LineFile(path, opened, keyOf(path));
    }

    /** The process's standard output, which is never closed here: it is not ours. */
    static LineFile standardOutput() {
        return new LineFile(null, new FileOutputStream(FileDescriptor.out).getChannel(), null);
    }

    private static FileChannel channel(Path path) throws IOException {
        try {
            return FileChannel.open(
                    path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (NoSuchFileException e) {
            throw new IOException(path + " cannot be opened: its directory does not exist", e);
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new IOException(path + " cannot be opened: " + why, e);
        }
    }

    private static @Nullable Object keyOf(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** For messages. */
    String name() {
        return path == null ? "standard output" : path.toString();
    }

    /** Appends whole lines. After a failure that left half a line the next ones begin on a line of their own. */
    void append(ByteBuffer lines) throws IOException {
        if (midLine) {
            writeAll(ByteBuffer.wrap(new byte[] {'\n'}));
            midLine = false;
        }
        int begin = lines.position();
        try {
            writeAll(lines);
        } catch (IOException e) {
            midLine = lines.position() > begin;
            throw e;
        }
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                LockSupport.parkNanos(FULL_NANOS);
            }
        }
    }

    /** Whether another file has the path by now, or none. */
    boolean isMoved() {
        return path != null && !Objects.equals(key, keyOf(path));
    }

    /**
     * Lets go of the file and opens its path anew.
     *
     * @throws IOException where that fails; the old file is written on
     */
    void reopen() throws IOException {
        if (path == null) {
            return;
        }
        FileChannel fresh = channel(path);
        FileChannel old = channel;
        channel = fresh;
        key = keyOf(path);
        midLine = false;
        old.close();
    }

    @Override
    public void close() throws IOException {
        if (path != null) {
            channel.close();
        }
    }
}
