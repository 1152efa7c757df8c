package dev.usher.daemon.exec;

import dev.usher.fd.ChildProcess;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which programs are started and, where that cannot be left to the loop, ended: both block. What waits here is
 * at most MaxProcesses. Threads that are idle go.
 */
final class Launcher implements AutoCloseable {
    /** Starting is one thread's work for about a millisecond; a slow file system should not hold up all the others. */
    private static final int THREADS_MAX = 4;

    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 20;

    private final AtomicInteger named = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    Launcher() {
        int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, THREADS_MAX);
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        return Thread.ofPlatform().name("exec-" + named.incrementAndGet()).unstarted(work);
    }

    /**
     * Runs it soon.
     *
     * @throws RejectedExecutionException after {@link #close}
     */
    void execute(Runnable work) {
        threads.execute(work);
    }

    /** Kills a process, waits for it, and then runs {@code after}: on a thread here, or, where those have ended, at once. */
    void bury(ChildProcess child, Runnable after) {
        Runnable work = () -> {
            try (child) {
                after.run();
            }
        };
        try {
            threads.execute(work);
        } catch (RejectedExecutionException closed) {
            work.run();
        }
    }

    /** Takes no more, and waits for what was taken, {@value #CLOSE_SECONDS} seconds at most. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
