package dev.usher.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the heap's old generation near what lives in it. The serial collector lets it grow up to the heap's limit, a quarter of
 * the machine, before it looks for what has died there; and whoever waits in a handler for long leaves pieces of stack there,
 * one for each wait. So it is looked at every {@value #LOOK_MILLIS} ms, and all of the heap is collected
 *
 * <pre>
 *   while the process rests:  once the old generation has grown by a tenth and {@value #REST_BYTES} bytes since the last time
 *   while it works:           once it has doubled and grown by {@value #WORK_BYTES} bytes: a pause, and a limit to memory
 * </pre>
 *
 * <p>With another collector there is nothing to do: those look by themselves.
 */
final class OldGeneration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("memory");
    static final int LOOK_MILLIS = 2_000;
    static final long REST_BYTES = 1L << 20;
    static final long WORK_BYTES = 64L << 20;
    /** Less than a twentieth of one processor is rest. */
    private static final long REST_NANOS = LOOK_MILLIS * 1_000_000L / 20;

    /** What the JVM says and does. */
    interface Heap {
        /** Of the old generation, dead or alive. */
        long usedBytes();

        /** Processor time of the process since its start. */
        long cpuNanos();

        /** Collects all of it. Everything stands still meanwhile. */
        void collect();
    }

    private final Heap heap;
    private final Thread thread;
    private volatile boolean closed;
    private long keptBytes; // used right after the last collection: what lived
    private long lastCpuNanos;

    /** Looks at nothing yet; what is used now counts as alive. */
    OldGeneration(Heap heap) {
        this.heap = heap;
        this.keptBytes = heap.usedBytes();
        this.lastCpuNanos = heap.cpuNanos();
        this.thread = Thread.ofPlatform().daemon().name("usher-memory").unstarted(this::watch);
    }

    /** Begins to look, where the serial collector is at work. */
    static @Nullable OldGeneration watched() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals("Tenured Gen")) {
                return new OldGeneration(new Serial(pool)).begun();
            }
        }
        return null;
    }

    /** Begins to look, by a thread of its own until {@link #close()}. */
    OldGeneration begun() {
        thread.start();
        return this;
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(this, LOOK_MILLIS * 1_000_000L);
            if (!closed) {
                look();
            }
        }
    }

    /** One look. By one thread. */
    void look() {
        long cpu = heap.cpuNanos();
        boolean rests = cpu - lastCpuNanos < REST_NANOS;
        long used = heap.usedBytes();
        long grown = used - keptBytes;
        if (rests ? grown > Math.max(REST_BYTES, keptBytes / 10) : grown > Math.max(WORK_BYTES, keptBytes)) {
            heap.collect();
            keptBytes = heap.usedBytes();
            LOG.debug("{} kB were used of the heap's old generation, {} of them live", used / 1024, keptBytes / 1024);
        }
        lastCpuNanos = heap.cpuNanos(); // without what the collection took
    }

    /** Looks no more. A collection under way is waited for, unless the caller is interrupted. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Serial(MemoryPoolMXBean pool, OperatingSystemMXBean process) implements Heap {
        Serial(MemoryPoolMXBean pool) {
            this(pool, ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class));
        }

        @Override
        public long usedBytes() {
            return pool.getUsage().getUsed();
        }

        @Override
        public long cpuNanos() {
            return process.getProcessCpuTime();
        }

        @Override
        public void collect() {
            System.gc();
        }
    }
}
