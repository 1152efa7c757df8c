package dev.usher.cli.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lines that wait to be written, in order, for one thread that takes all of them at a time.
 *
 * <pre>
 *   KEEPING ─ a line beyond LIMIT_BYTES ─► DROPPING: it and all that follow are counted ─ take() ─► KEEPING
 * </pre>
 *
 * <p>So what was dropped is one gap, right behind the lines that are taken with its count. {@link #offer} holds the lock for
 * a few instructions and never waits for the writer.
 *
 * @param <T> a line, rendered or not
 */
final class Backlog<T> {
    /** What may wait; as much again may be with the writer. Some 10,000 usual lines, half a second of a seat at full speed. */
    static final int LIMIT_BYTES = 4 << 20;

    /**
     * How long lines gather behind a batch. The first line of a quiet log is written at once; in a busy one the writer wakes
     * a hundred times a second, and not for each line.
     */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * What was taken.
     *
     * @param lines in order, good until the next {@link #take}; none where only {@link #wake} was called
     * @param dropped how many came behind them and are lost
     */
    record Batch<T>(List<T> lines, long dropped) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Condition haste = lock.newCondition();
    private final Condition written = lock.newCondition();
    private List<T> waiting = new ArrayList<>();
    private List<T> taken = new ArrayList<>();
    private int waitingBytes;
    private long dropped;
    private boolean woken;
    private boolean hurried;
    private long offeredLines;
    private long takenLines;
    private long writtenLines;

    /**
     * Has a line written, or counts it as dropped. Any thread.
     *
     * @param bytes what it weighs in memory, about
     */
    void offer(T line, int bytes) {
        lock.lock();
        try {
            offeredLines++;
            if (dropped > 0 || waitingBytes + bytes > LIMIT_BYTES) {
                dropped++;
            } else {
                waiting.add(line);
                waitingBytes += bytes;
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Has the next {@link #take} return even if there is no line. Any thread. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            something.signal();
            hurry();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for lines and takes all there are. What was taken before has been written. For the writer. */
    Batch<T> take() throws InterruptedException {
        lock.lock();
        try {
            boolean rests = writtenLines < takenLines;
            writtenLines = takenLines;
            taken.clear();
            written.signalAll();
            long left = rests ? PAUSE_NANOS : 0;
            while (!hurried && left > 0) {
                left = haste.awaitNanos(left);
            }
            while (waiting.isEmpty() && dropped == 0 && !woken) {
                something.await();
            }
            return takeAll();
        } finally {
            lock.unlock();
        }
    }

    private Batch<T> takeAll() {
        Batch<T> batch = new Batch<>(waiting, dropped);
        waiting = taken;
        taken = batch.lines();
        waitingBytes = 0;
        dropped = 0;
        woken = false;
        hurried = false;
        takenLines = offeredLines;
        return batch;
    }

    /**
     * Waits until all that was offered up to now is written. Any thread but the writer.
     *
     * @return false where that took longer than {@code millis}
     */
    boolean awaitWritten(long millis) throws InterruptedException {
        lock.lock();
        try {
            long last = offeredLines;
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            hurry();
            while (writtenLines < last && left > 0) {
                left = written.awaitNanos(left);
            }
            return writtenLines >= last;
        } finally {
            lock.unlock();
        }
    }

    private void hurry() {
        hurried = true;
        haste.signal();
    }
}
