package dev.usher.server.content;

import dev.usher.server.http.HandlerKind;
import dev.usher.server.http.WorkerTime;
import java.util.concurrent.atomic.LongAdder;

/** The account of one application: how many of its workers are held now, and how long they were. Any thread, no lock. */
public final class Workers {
    /** Bounds from 0.25 ms to 16 s: a handoff's script takes one or two, a stuck one the last. */
    private static final long FIRST_NANOS = 250_000;

    private static final int BOUNDS = 17;

    private final HandlerKind kind;
    private final String name;
    private final int limit;
    private final LongAdder busy = new LongAdder();
    private final Durations held = new Durations(FIRST_NANOS, BOUNDS);

    /**
     * None held.
     *
     * @param name of the application, the only one of its kind
     * @param limit how many workers there are; 0 where that is not known or there is no limit
     */
    public Workers(HandlerKind kind, String name, int limit) {
        this.kind = kind;
        this.name = name;
        this.limit = limit;
    }

    /** A worker has a request. */
    public void begin(WorkerTime time) {
        time.begin();
        busy.increment();
    }

    /** It is free again; nothing where it is already. */
    public void end(WorkerTime time) {
        if (time.end()) {
            busy.decrement();
            held.record(time.heldNanos());
        }
    }

    /**
     * An application as it stands now.
     *
     * @param kind how it is reached
     * @param name the backend's address, or the handler's class
     * @param busy requests it works on
     * @param waiting requests that wait for a permit
     * @param limit how many it works on at a time; 0 where that is not known or there is no limit
     * @param held how long requests have held a worker
     */
    public record Account(
            HandlerKind kind, String name, int busy, int waiting, int limit, Durations.Distribution held) {}

    /** As it stands now. */
    public Account account(int waiting) {
        return new Account(kind, name, Math.max(0, busy.intValue()), waiting, limit, held.distribution());
    }
}
