package dev.usher.server.content.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that lines are appended to, or standard error. Its methods wait for the disk or the reader: one thread writes to it. */
public final class LogFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("accesslog");

    /** How long a pipe that does not block (O_NONBLOCK is shared with others) is left alone while it is full. */
    private static final long FULL_NANOS = 5_000_000;

    private final @Nullable Path path;
    private FileChannel channel;
    private boolean midLine;

    private LogFile(@Nullable Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens the file, and makes it where it does not exist.
     *
     * @throws IOException with the path and what is wrong with it
     */
    public static LogFile of(Path path) throws IOException {
        return new LogFile(path, open(path));
    }

    /** The process's standard error: opened anew or closed, it stays as it is. */
    public static LogFile standardError() {
        // Never closed: it is not ours.
        return new LogFile(null, new FileOutputStream(FileDescriptor.err).getChannel());
    }

    private static FileChannel open(Path path) throws IOException {
        try {
            return FileChannel.open(
                    path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new IOException("the log " + path + " cannot be opened: " + why, e);
        }
    }

    /** Its path, for messages. */
    String name() {
        return path == null ? "standard error" : path.toString();
    }

    /** Appends whole lines. After a failure that left half a line the next ones begin on a line of their own. */
    public void append(ByteBuffer lines) throws IOException {
        if (midLine) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            midLine = false;
        }
        int begin = lines.position();
        try {
            while (lines.hasRemaining()) {
                if (channel.write(lines) == 0) {
                    LockSupport.parkNanos(FULL_NANOS);
                }
            }
        } catch (IOException e) {
            midLine = lines.position() > begin;
            throw e;
        }
    }

    /** Lets go of the file, which may have been renamed, and opens its path anew; the old one stays where that fails. */
    public void reopen() {
        if (path == null) {
            return;
        }
        try {
            FileChannel fresh = open(path);
            close();
            channel = fresh;
            midLine = false;
        } catch (IOException e) {
            LOG.error("{}; the old file is written on", e.getMessage());
        }
    }

    @Override
    public void close() {
        if (path == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.error("the log {} was not closed cleanly: {}", path, e.getMessage());
        }
    }
}
