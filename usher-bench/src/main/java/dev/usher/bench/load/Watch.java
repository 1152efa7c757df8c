package dev.usher.bench.load;

import dev.usher.bench.process.ProcessReading;
import java.io.IOException;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at a server's memory ten times a second while a round runs, on a thread of its own. */
final class Watch implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 100;

    private final LongSupplier pid;
    private final IntSupplier open;
    private final Thread thread;
    private volatile boolean done;
    private @Nullable ProcessReading full;
    private int mostOpen;
    private long rssBytesMax;

    private Watch(LongSupplier pid, IntSupplier open) {
        this.pid = pid;
        this.open = open;
        this.thread = new Thread(this::run, "bench-watch");
    }

    static Watch start(LongSupplier pid, IntSupplier open) {
        Watch watch = new Watch(pid, open);
        watch.thread.start();
        return watch;
    }

    private void run() {
        while (!done) {
            look();
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private synchronized void look() {
        try {
            int now = open.getAsInt();
            long known = pid.getAsLong();
            if (known == 0) {
                return; // nobody was handed over yet
            }
            ProcessReading memory = ProcessReading.memory(known);
            rssBytesMax = Math.max(rssBytesMax, memory.rssBytes());
            if (now >= mostOpen) { // the last look at the height, when all that comes with it was allocated
                mostOpen = now;
                full = memory;
            }
        } catch (IOException gone) {
            done = true;
        }
    }

    /** Memory when most were open; null where no look succeeded. */
    synchronized @Nullable ProcessReading full() {
        return full;
    }

    synchronized int mostOpen() {
        return mostOpen;
    }

    synchronized long rssBytesMax() {
        return rssBytesMax;
    }

    @Override
    public void close() {
        done = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
