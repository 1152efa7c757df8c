package dev.usher.daemon.observe;

import dev.usher.daemon.stream.Visit;
import dev.usher.daemon.stream.VisitLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A seat's access log: a line for each client that was handed over, when it has gone, written by a thread of its own.
 *
 * <p>No loop ever waits for it: {@value #LINES_MAX} lines may be under way, a further one is dropped and counted. What could
 * not be written (a full disk) is counted too. Both are told in the error log, at most every {@value #REPORT_SECONDS} s, and in
 * the metrics. Where the file was renamed or removed, its path is opened anew within a second, or with {@link #reopen} at once.
 */
public final class AccessLog implements VisitLog, AutoCloseable {
    /** Some 5 MB: what a seat at full speed writes in a second. */
    static final int LINES_MAX = 16_384;

    private static final int BATCH_LINES = 1024;
    private static final int REPORT_SECONDS = 10;
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(REPORT_SECONDS);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int CLOSE_MILLIS = 5000;
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private final LineFile file;
    private volatile AccessLine form;
    private final ArrayBlockingQueue<Optional<Visit>> queue; // an empty one only wakes the thread
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Thread thread;
    private volatile boolean reopens;
    private volatile boolean closing;
    private String failure = "";
    private long toldDropped;
    private long toldFailed;
    private long lastReportNanos = System.nanoTime() - REPORT_NANOS;
    private long lastLookNanos = System.nanoTime();

    private AccessLog(LineFile file, AccessLine form, int linesMax) {
        this.file = file;
        this.form = form;
        this.queue = new ArrayBlockingQueue<>(linesMax);
        this.thread = Thread.ofPlatform().name("seat-access-log").daemon().unstarted(this::run);
    }

    /**
     * Opens the file and starts the thread.
     *
     * @throws IOException with the path and what is wrong with it
     */
    public static AccessLog to(Path file, AccessLine form) throws IOException {
        return begun(new AccessLog(LineFile.open(file), form, LINES_MAX));
    }

    /** Starts the thread, which writes to standard output. */
    public static AccessLog toStandardOutput(AccessLine form) {
        return begun(new AccessLog(LineFile.standardOutput(), form, LINES_MAX));
    }

    /** One whose thread does not run before {@link #begin}, so that a test can fill its queue. */
    static AccessLog unbegun(Path file, AccessLine form, int linesMax) throws IOException {
        return new AccessLog(LineFile.open(file), form, linesMax);
    }

    private static AccessLog begun(AccessLog log) {
        log.begin();
        return log;
    }

    /** Lines are written in this form from now on. From any thread. */
    public void form(AccessLine newForm) {
        form = newForm;
    }

    void begin() {
        thread.start();
    }

    @Override
    public void ended(Visit visit) {
        if (!queue.offer(Optional.of(visit))) {
            dropped.increment();
        }
    }

    /** Lines that were dropped so far, or could not be written. From any thread. */
    public long lost() {
        return dropped.sum() + failed.sum();
    }

    /** Has the file opened anew before further lines are written. From any thread; does not wait for it. */
    public void reopen() {
        reopens = true;
        boolean _ = queue.offer(Optional.empty()); // where it is full the thread is awake
    }

    private void run() {
        List<Optional<Visit>> batch = new ArrayList<>(BATCH_LINES);
        boolean last = false;
        while (!last || !queue.isEmpty()) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                LOG.debug("somebody interrupted the thread of the access log; it goes on");
            }
            last = closing;
            queue.drainTo(batch, BATCH_LINES - 1);
            look();
            write(batch);
            batch.clear();
            report(last);
        }
        try {
            file.close();
        } catch (IOException e) {
            LOG.error("AccessLog {} was not closed cleanly: {}", file.name(), e.getMessage());
        }
    }

    private void look() {
        long now = System.nanoTime();
        boolean due = now - lastLookNanos >= LOOK_NANOS;
        if (due) {
            lastLookNanos = now;
        }
        if (reopens || (due && file.isMoved())) {
            reopens = false;
            try {
                file.reopen();
            } catch (IOException e) {
                LOG.error("AccessLog {}; the old file is written on", e.getMessage());
            }
        }
    }

    private void write(List<Optional<Visit>> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Optional<Visit> visit : batch) {
            visit.ifPresent(each -> lines.writeBytes(form.of(each).getBytes(StandardCharsets.US_ASCII)));
        }
        ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
        try {
            file.append(bytes);
        } catch (IOException e) {
            while (bytes.hasRemaining()) {
                failed.add(bytes.get() == '\n' ? 1 : 0);
            }
            failure = String.valueOf(e.getMessage());
        }
    }

    private void report(boolean last) {
        if (!last && System.nanoTime() - lastReportNanos < REPORT_NANOS) {
            return;
        }
        long newlyDropped = dropped.sum() - toldDropped;
        long newlyFailed = failed.sum() - toldFailed;
        if (newlyDropped > 0) {
            LOG.error(
                    "AccessLog {}: {} lines were dropped, because more than {} were under way",
                    file.name(),
                    newlyDropped,
                    queue.remainingCapacity() + queue.size());
        }
        if (newlyFailed > 0) {
            LOG.error("AccessLog {}: {} lines could not be written: {}", file.name(), newlyFailed, failure);
        }
        if (newlyDropped + newlyFailed > 0) {
            toldDropped += newlyDropped;
            toldFailed += newlyFailed;
            lastReportNanos = System.nanoTime();
        }
    }

    /** Writes what waits, for at most 5 seconds, and closes the file. Not on a loop. */
    @Override
    public void close() {
        closing = true;
        boolean _ = queue.offer(Optional.empty());
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
