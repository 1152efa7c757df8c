package dev.usher.server.content.java;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of one place may run, and who waits to: first come, first served. Any thread; the lock is held for a
 * few instructions and never while foreign code runs.
 *
 * <pre>
 *   enter ─ one is free ─► GRANTED ── leave ─► the next who waits, or free again
 *     ├ none is free ────► WAITING ── granted() by who leaves, or withdraw
 *     └ too many wait ───► FULL
 * </pre>
 */
final class Permits {
    /** Those who wait hold a client and a spooled body each, and nothing else. */
    static final int WAITING_MAX = 1000;

    /** Somebody who wants a permit. */
    interface Waiter {
        /**
         * The permit is yours. On the thread of who left: must return at once.
         *
         * @return false where it cannot be taken any more; the next one is asked
         */
        boolean granted();
    }

    /** What came of asking. */
    enum Entrance {
        /** Run, then {@link Permits#leave}. */
        GRANTED,
        /** {@link Waiter#granted} is called later, or {@link Permits#withdraw}. */
        WAITING,
        /** Too many wait. */
        FULL
    }

    private final int limit;
    private final int waitingMax;
    private final SequencedSet<Waiter> waiting = new LinkedHashSet<>();
    private int busy;

    /**
     * All free.
     *
     * @param limit at most so many at a time; 0 for any number
     */
    Permits(int limit) {
        this(limit, WAITING_MAX);
    }

    Permits(int limit, int waitingMax) {
        this.limit = limit;
        this.waitingMax = waitingMax;
    }

    /** At most so many at a time; 0 for any number. */
    int limit() {
        return limit;
    }

    synchronized int busy() {
        return busy;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized Entrance enter(Waiter who) {
        if (limit == 0 || busy < limit) {
            busy++;
            return Entrance.GRANTED;
        }
        if (waiting.size() >= waitingMax) {
            return Entrance.FULL;
        }
        waiting.add(who);
        return Entrance.WAITING;
    }

    /** Waits no more. @return false where it does not wait: a grant is on its way, and must be given back */
    synchronized boolean withdraw(Waiter who) {
        return waiting.remove(who);
    }

    /** Gives a permit back: the one who has waited longest gets it. */
    void leave() {
        boolean passedOn = false;
        for (Waiter next = next(); next != null && !passedOn; next = passedOn ? null : next()) {
            passedOn = next.granted();
        }
    }

    /** The next in the queue, who has the permit from here on; null where nobody waits: then it is free. */
    private synchronized @Nullable Waiter next() {
        if (waiting.isEmpty()) {
            busy--;
            return null;
        }
        return waiting.removeFirst();
    }
}
