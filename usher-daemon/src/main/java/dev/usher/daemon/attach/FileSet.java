package dev.usher.daemon.attach;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one request: opened one after another, held to the limits, then read, with the memory that they take. One
 * thread at a time.
 *
 * <pre>
 *   OPENING ── reserve() ──► READING ── close() ──► READ: no descriptor is left, the memory is still taken ── free() ──► FREE
 * </pre>
 */
public final class FileSet implements AutoCloseable {
    private final DataDirectory directory;
    private final FileLimits limits;
    private final Memory memory;
    private final List<OpenFile> open = new ArrayList<>();
    private long total;
    private Memory.@Nullable Lease lease;

    FileSet(DataDirectory directory, FileLimits limits, Memory memory) {
        this.directory = directory;
        this.limits = limits;
        this.memory = memory;
    }

    /**
     * Opens one.
     *
     * @param named relative to the directory, or an absolute path below it
     */
    public OpenFile open(String named, boolean isText) throws RefusedFile, NoRoom {
        OpenFile file = directory.open(named);
        open.add(file);
        count(file.size(), isText ? limits.textBytesMax() : limits.binaryBytesMax());
        return file;
    }

    /** Counts bytes that came with the handoff itself. */
    public void count(long bytes) throws RefusedFile {
        count(bytes, limits.binaryBytesMax());
    }

    private void count(long bytes, long max) throws RefusedFile {
        total += bytes;
        if (bytes == 0) {
            throw new RefusedFile("is empty");
        }
        if (bytes > max) {
            throw new RefusedFile("has " + bytes + " bytes; at most " + max + " are allowed");
        }
        if (total > limits.totalBytesMax()) {
            throw new RefusedFile("makes " + total + " bytes with those before it; at most " + limits.totalBytesMax()
                    + " are allowed in all");
        }
    }

    /** Takes the memory that the request will need. */
    public void reserve(long bytes) throws RefusedFile, NoRoom, InterruptedException {
        lease = memory.take(bytes);
    }

    /** Which files were opened. */
    public List<FileMark> marks() {
        return open.stream().map(OpenFile::mark).distinct().toList();
    }

    /** Closes what is open. */
    @Override
    public void close() {
        open.forEach(OpenFile::close);
    }

    /** Gives the memory back; any thread, any number of times. */
    public void free() {
        Memory.Lease taken = lease;
        if (taken != null) {
            taken.close();
        }
    }
}
