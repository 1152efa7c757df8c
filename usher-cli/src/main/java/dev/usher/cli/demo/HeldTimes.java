package dev.usher.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** How long requests held a worker: of those the page has named, the last {@value #KEPT} one by one. Any thread. */
final class HeldTimes {
    /** More than the streams a page shows. */
    static final int KEPT = 64;

    private final Deque<Held> last = new ArrayDeque<>();
    private long handedOn;
    private long handedOnMicros;

    /**
     * One request.
     *
     * @param id the page's name for the stream; empty where it has none
     * @param request the door's name for the request
     * @param handedOn whether the client was handed on, else the worker streamed
     * @param micros how long the worker was held
     */
    record Held(String id, String request, boolean handedOn, long micros) {}

    synchronized void add(Held held) {
        if (!held.id.isEmpty()) {
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.addLast(held);
        }
        if (held.handedOn) {
            handedOn++;
            handedOnMicros += held.micros;
        }
    }

    /** The last ones with a name, oldest first. */
    synchronized List<Held> last() {
        return List.copyOf(last);
    }

    /** Clients handed on since the start. */
    synchronized long handedOn() {
        return handedOn;
    }

    /** How long a worker was held on average for a client that was handed on, in microseconds; 0 before the first. */
    synchronized long meanMicros() {
        return handedOn == 0 ? 0 : handedOnMicros / handedOn;
    }
}
