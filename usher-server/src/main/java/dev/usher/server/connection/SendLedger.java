package dev.usher.server.connection;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What was passed to the wire and what the kernel has taken of it. The driver books what it passes, the event loop what
 * has left.
 */
final class SendLedger {
    /** Above so many bytes in memory who has more must wait (httpd's FlushMaxThreshold, 65535). */
    static final long YIELD_BYTES = 64 * 1024;
    /** With more ended answers on their way than this the next request waits (httpd's FlushMaxPipelined). */
    private static final int YIELD_ENDS = 4;

    private record Waiting(long passedBytes, Runnable step) {}

    private final ClientConnection connection;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    /** How much was passed when each of the last requests ended, for a driver that waits. */
    private @Nullable ArrayDeque<Long> ends;

    private long passed;
    private long left;
    private long inMemory;
    private boolean yielding;
    /** Who waits for so many bytes to have left is woken then. */
    private long awaited = Long.MAX_VALUE;

    SendLedger(ClientConnection connection) {
        this.connection = connection;
    }

    synchronized long unsent() {
        return passed - left;
    }

    synchronized boolean shouldYield() {
        boolean yields = isFull();
        yielding |= yields;
        return yields;
    }

    private boolean isFull() {
        return inMemory > YIELD_BYTES || waiting.size() > YIELD_ENDS;
    }

    synchronized void passed(long bytes, boolean memory) {
        passed += bytes;
        if (memory) {
            inMemory += bytes;
        }
    }

    /**
     * Books ends of requests behind what was passed.
     *
     * @return how many bytes must have left so that no more than {@value #YIELD_ENDS} ends are on their way
     */
    synchronized long ended(int requests) {
        long target = 0;
        if (requests > 0) {
            ArrayDeque<Long> known = ends == null ? new ArrayDeque<>(YIELD_ENDS + 1) : ends;
            ends = known;
            for (int i = 0; i < requests; i++) {
                known.add(passed);
                target = known.size() > YIELD_ENDS ? known.remove() : target;
            }
        }
        return target;
    }

    /** Bytes have left, or never will: either way they are owed no more. */
    void left(long bytes, boolean memory) {
        boolean wakes = book(bytes, memory);
        for (Runnable step = due(); step != null; step = due()) {
            connection.execute(step);
        }
        if (wakes) {
            connection.driver().wake(Signal.WRITABLE);
        }
    }

    private synchronized boolean book(long bytes, boolean memory) {
        left += bytes;
        if (memory) {
            inMemory -= bytes;
        }
        boolean mayGoOn = yielding && !isFull();
        yielding &= !mayGoOn;
        boolean arrived = this.left >= awaited;
        if (arrived) {
            awaited = Long.MAX_VALUE;
        }
        return mayGoOn || arrived;
    }

    private synchronized @Nullable Runnable due() {
        Waiting next = waiting.peek();
        if (next == null || next.passedBytes() > left) {
            return null;
        }
        return waiting.remove().step();
    }

    /** Bytes that were passed since the beginning. */
    synchronized long passedInAll() {
        return passed;
    }

    /** Whether so many bytes have left, or never will; where not, the driver is told WRITABLE when they have. */
    synchronized boolean hasLeft(long bytes) {
        if (left >= bytes) {
            return true;
        }
        awaited = bytes;
        return false;
    }

    /** Bytes that have left since the beginning: while it grows the client reads. */
    synchronized long leftInAll() {
        return left;
    }

    /** Runs {@code step} as a step of its own when all that is booked now has left. */
    void whenLeft(Runnable step) {
        synchronized (this) {
            if (left < passed) {
                waiting.add(new Waiting(passed, step));
                return;
            }
        }
        connection.execute(step);
    }
}
