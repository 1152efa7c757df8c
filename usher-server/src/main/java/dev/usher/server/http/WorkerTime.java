package dev.usher.server.http;

/**
 * How long a request has held a worker of its application: from the request's first byte there, or the handler's first
 * instruction, to END_REQUEST or its return. After a handoff that may be later than the exchange's end. One thread begins,
 * one ends; any may ask.
 */
public final class WorkerTime {
    private volatile long beganNanos;
    private volatile long endedNanos;
    private volatile boolean begun;
    private volatile boolean ended;

    /** Not begun. */
    public WorkerTime() {}

    /** A worker has the request now. */
    public void begin() {
        beganNanos = System.nanoTime();
        begun = true;
    }

    /**
     * The worker is free again.
     *
     * @return true where one was held; false where none is, or no longer
     */
    public boolean end() {
        if (!begun || ended) {
            return false;
        }
        endedNanos = System.nanoTime();
        ended = true;
        return true;
    }

    /** Whether a worker is held now. */
    public boolean isHeld() {
        return begun && !ended;
    }

    /** How long: up to now while a worker is held, 0 where none ever was. */
    public long heldNanos() {
        return begun ? (ended ? endedNanos : System.nanoTime()) - beganNanos : 0;
    }
}
