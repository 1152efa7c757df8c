package dev.usher.daemon.receive;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Whether this process is far from its limit of open files. The kernel is asked at most every few milliseconds, and the
 * answer counts every part of the process, the ones that have no count of their own too.
 *
 * <p>{@value #PLENTY} free numbers cannot go within {@value #LOOK_MILLIS} ms: that would be one in each 1.2 µs, and the
 * kernel alone takes longer to accept a connection. A kernel before Linux 6.2 does not say how many are open: then the
 * answer is always no. For one thread.
 */
final class Headroom {
    private static final int PLENTY = 4096;
    private static final long LOOK_MILLIS = 5;
    private static final Path LISTING = Path.of("/proc/self/fd");

    private final LongSupplier openFiles;
    private final LongSupplier limit;
    private final LongSupplier nanoTime;
    private long lookedNanos;
    private boolean looked;
    private boolean plenty;

    /**
     * Makes one.
     *
     * @param openFiles how many are open; 0 or less where nobody knows
     * @param limit RLIMIT_NOFILE; below 0 is no limit
     */
    Headroom(LongSupplier openFiles, LongSupplier limit, LongSupplier nanoTime) {
        this.openFiles = openFiles;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    boolean isPlenty() {
        long now = nanoTime.getAsLong();
        if (!looked || now - lookedNanos > LOOK_MILLIS * 1_000_000) {
            looked = true;
            lookedNanos = now;
            plenty = look();
        }
        return plenty;
    }

    private boolean look() {
        long open = openFiles.getAsLong();
        if (open <= 0) {
            return false;
        }
        long most = limit.getAsLong();
        return most < 0 || most - open > PLENTY;
    }

    /** What the kernel says of /proc/self/fd (proc_pid_fd(5)): since Linux 6.2 its size is the number of open files. */
    static long openFiles() {
        try {
            return Files.size(LISTING);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The limit as it is now: others may change it (prlimit(2)). */
    static long limit() {
        try {
            return ThisProcess.openFileLimit().soft();
        } catch (ErrnoException e) {
            return 0;
        }
    }
}
