package dev.usher.server.content.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes lines to files.
 *
 * <p>{@link #write} never waits: {@value #MAX_LINES} lines may be under way, a further one is dropped and counted. What could not
 * be written (a full disk) is counted too. Both are reported in the error log, at most every {@value #REPORT_SECONDS} s, and the server
 * goes on.
 */
final class LogThread implements AutoCloseable {
    /** Some 3 MB of usual lines, and what a door at full speed writes in about a second. */
    static final int MAX_LINES = 16_384;

    private static final int BATCH_LINES = 1024;
    private static final int REPORT_SECONDS = 10;
    private static final int CLOSE_MILLIS = 5000;
    private static final Logger LOG = LoggerFactory.getLogger("accesslog");

    /** What is to be done. */
    private sealed interface Entry {}

    /** A line, its end included, for a file. */
    private record Line(LogFile file, String text) implements Entry {}

    /** Open the file anew. */
    private record Reopen(LogFile file) implements Entry {}

    /** Look up: it is time to end. An interrupt would close the file that is being written. */
    private record Wake() implements Entry {}

    private final ArrayBlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MAX_LINES);
    private final LongAdder dropped = new LongAdder();
    private final Thread thread;
    private volatile boolean closing;
    private long failed;
    private String failure = "";
    private long lastReportNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(REPORT_SECONDS);

    LogThread() {
        thread = Thread.ofPlatform().name("usher-access-log").daemon().start(this::run);
    }

    /** Has a line written, without its end. From any thread; never waits. */
    void write(LogFile file, String line) {
        if (!queue.offer(new Line(file, line + "\n"))) {
            dropped.increment();
        }
    }

    /** Has the file opened anew behind the lines that wait for it. */
    void reopen(LogFile file) {
        if (!queue.offer(new Reopen(file))) {
            dropped.increment();
        }
    }

    private void run() {
        List<Entry> batch = new ArrayList<>(BATCH_LINES);
        while (true) {
            boolean last = closing;
            try {
                Entry first = last ? queue.poll() : queue.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH_LINES - 1);
                    writeAll(batch);
                    batch.clear();
                } else if (last) {
                    return;
                }
            } catch (InterruptedException e) {
                LOG.debug("somebody interrupted the thread of the access logs; it goes on");
            }
            report();
        }
    }

    private void writeAll(List<Entry> batch) {
        Map<LogFile, ByteArrayOutputStream> lines = new LinkedHashMap<>();
        for (Entry entry : batch) {
            switch (entry) {
                case Line line ->
                    lines.computeIfAbsent(line.file(), _ -> new ByteArrayOutputStream())
                            .writeBytes(line.text().getBytes(StandardCharsets.ISO_8859_1));
                case Reopen reopen -> {
                    append(reopen.file(), lines.remove(reopen.file()));
                    reopen.file().reopen();
                }
                case Wake _ -> {}
            }
        }
        lines.forEach(this::append);
    }

    private void append(LogFile file, @org.jspecify.annotations.Nullable ByteArrayOutputStream lines) {
        if (lines == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
        try {
            file.append(bytes);
        } catch (IOException e) {
            while (bytes.hasRemaining()) {
                failed += bytes.get() == '\n' ? 1 : 0;
            }
            failure = file.name() + ": " + e.getMessage();
        }
    }

    private void report() {
        boolean due = System.nanoTime() - lastReportNanos >= TimeUnit.SECONDS.toNanos(REPORT_SECONDS);
        if (!due) {
            return;
        }
        long lost = dropped.sumThenReset();
        if (lost > 0) {
            LOG.error("{} lines of access logs were dropped: more than {} were under way", lost, MAX_LINES);
            lastReportNanos = System.nanoTime();
        }
        if (failed > 0) {
            LOG.error("{} lines of access logs could not be written: {}", failed, failure);
            failed = 0;
            lastReportNanos = System.nanoTime();
        }
    }

    /** Ends the thread when all that waits is written, or after 5 seconds. */
    @Override
    public void close() {
        closing = true;
        if (!queue.offer(new Wake())) {
            LOG.debug("the access log's queue is full while it closes"); // so its thread is awake
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
