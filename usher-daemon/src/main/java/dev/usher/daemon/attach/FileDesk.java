package dev.usher.daemon.attach;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where files are handled, since that may wait: a few threads that read, one that removes, and a limit of how much of all
 * files is in memory. Threads end when there is nothing to do. Any thread may call it.
 */
public final class FileDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileDesk.class);
    private static final int READERS = 4;
    private static final int WAITING_MAX = 1024;
    private static final int REMOVALS_MAX = 64 * 1024;
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 5;

    private final DataDirectory directory;
    private final FileLimits limits;
    private final Memory memory;
    private final ThreadPoolExecutor readers = threads("attachment-reader", READERS, WAITING_MAX);
    private final ThreadPoolExecutor remover = threads("attachment-remover", 1, REMOVALS_MAX);

    /**
     * Opens one.
     *
     * @param memoryBytes most that all requests' files may take at a time, as they are in the requests
     */
    public FileDesk(DataDirectory directory, FileLimits limits, long memoryBytes) {
        this.directory = directory;
        this.limits = limits;
        this.memory = new Memory(memoryBytes);
    }

    private static ThreadPoolExecutor threads(String name, int count, int waitingMax) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waitingMax),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** A job that waits or runs. */
    public interface Job {
        /** Interrupts it, or lets it never begin. */
        void cancel();
    }

    /** Has something done on a thread where files may be read. */
    public Job read(Runnable job) throws NoRoom {
        try {
            Future<?> running = readers.submit(job);
            return () -> {
                running.cancel(true);
                readers.remove((Runnable) running);
            };
        } catch (RejectedExecutionException full) {
            throw new NoRoom("more than " + WAITING_MAX + " requests with attachments wait");
        }
    }

    /** A new set of files, for one request. */
    public FileSet files() {
        return new FileSet(directory, limits, memory);
    }

    /** How much a request may bring. */
    public FileLimits limits() {
        return limits;
    }

    /** Removes files that were sent. What cannot be removed is said in the log, once each, and stays. */
    public void remove(String requestId, List<FileMark> sent) {
        try {
            remover.execute(() -> sent.forEach(mark -> removeOne(requestId, mark)));
        } catch (RejectedExecutionException full) {
            LOG.warn(
                    "request_id={} {} attachments were sent and are not removed: too many wait",
                    requestId,
                    sent.size());
        }
    }

    private void removeOne(String requestId, FileMark mark) {
        try {
            boolean removed = DataDirectory.remove(mark);
            LOG.debug("request_id={} attachment {} {}", requestId, mark.name(), removed ? "removed" : "is gone");
        } catch (IOException e) {
            LOG.warn(
                    "request_id={} an attachment was sent and cannot be removed, remove it from {}: {}",
                    requestId,
                    directory,
                    e.toString());
        }
    }

    /** Ends: what is being read is given up, what is to be removed is removed, within {@value #CLOSE_SECONDS} s. */
    @Override
    public void close() {
        readers.shutdownNow();
        remover.shutdown();
        try {
            boolean ended = readers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                    && remover.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                LOG.warn("attachments are still read or removed after {} s: is {} stuck?", CLOSE_SECONDS, directory);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
