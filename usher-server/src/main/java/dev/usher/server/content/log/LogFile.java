package dev.usher.server.content.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that lines are appended to. Written by {@link LogThread} only. */
final class LogFile {
    private static final Logger LOG = LoggerFactory.getLogger("accesslog");

    private final Path path;
    private FileChannel channel;
    private boolean midLine;

    /** Opens the file, and makes it where it does not exist. */
    LogFile(Path path) throws IOException {
        this.path = path;
        this.channel = open(path);
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

    Path path() {
        return path;
    }

    /** Appends whole lines. After a failure that left half a line the next ones begin on a line of their own. */
    void append(ByteBuffer lines) throws IOException {
        if (midLine) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            midLine = false;
        }
        int begin = lines.position();
        try {
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
        } catch (IOException e) {
            midLine = lines.position() > begin;
            throw e;
        }
    }

    /** Lets go of the file, which may have been renamed, and opens its path anew; the old one stays where that fails. */
    void reopen() {
        try {
            FileChannel fresh = open(path);
            close();
            channel = fresh;
            midLine = false;
        } catch (IOException e) {
            LOG.error("{}; the old file is written on", e.getMessage());
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.error("the log {} was not closed cleanly: {}", path, e.getMessage());
        }
    }
}
