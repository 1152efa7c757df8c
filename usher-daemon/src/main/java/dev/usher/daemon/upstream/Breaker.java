package dev.usher.daemon.upstream;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an upstream that fails from being asked, so that its clients hear of it at once and nothing of the seat's waits for
 * it. The loops share it: a request costs two reads and one addition, a token nothing, and nobody waits for a lock.
 *
 * <pre>
 *   CLOSED ── half of 20 requests or more within 10 s failed ──► OPEN, for 5 s: nobody is let through
 *     ▲                                                          │    ▲
 *     │                                                  5 s later    │ it failed: the pause doubles, to 60 s at most
 *     └────────── it was answered ── PROBING ◄── one request ────┘    │
 *                                       └─────────────────────────────┘
 * </pre>
 *
 * <p>A probe whose client leaves is no probe: the next request is one. So is the next one after {@value #PROBE_SECONDS} s, if
 * nobody has told by then how the probe went. What was asked in one phase says nothing in another.
 */
public final class Breaker implements Health {
    /** As metrics and the status page have it. */
    public enum State {
        /** All is well: every request is let through. */
        CLOSED(0),
        /** One request finds out whether it is well again. */
        PROBING(1),
        /** No request is let through. */
        OPEN(2);

        private final int gauge;

        State(int gauge) {
            this.gauge = gauge;
        }

        /** The metric's value: the higher, the worse. */
        public int gauge() {
            return gauge;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int REQUESTS_MIN = 20;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long PAUSE_NANOS = 5 * SECOND_NANOS;
    private static final long PAUSE_NANOS_MAX = 60 * SECOND_NANOS;
    private static final int PROBE_SECONDS = 60;

    /**
     * Where it stands.
     *
     * @param ticket of all requests that are let through now; never one of an earlier phase
     * @param untilNanos when the pause, or the wait for the probe, is over
     * @param pauseNanos the last one; while closed the one to begin with
     * @param window where the outcomes of a closed one are counted; of no use in the other phases
     */
    private record Phase(State state, long ticket, long untilNanos, long pauseNanos, OutcomeWindow window) {}

    private final String name;
    private final LongSupplier nanoTime;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<Phase> phase;

    /**
     * A closed one.
     *
     * @param name of the upstream, for the log and the metrics
     * @param nanoTime as {@link System#nanoTime}
     */
    public Breaker(String name, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
        this.phase = new AtomicReference<>(
                new Phase(State.CLOSED, 1, 0, PAUSE_NANOS, new OutcomeWindow(nanoTime.getAsLong())));
    }

    /** The upstream's name. */
    public String name() {
        return name;
    }

    /** Where it stands. An open one stays so until somebody asks. */
    public State state() {
        return now().state;
    }

    private Phase now() {
        return Objects.requireNonNull(phase.get());
    }

    /** Requests of the last ten seconds that say something of the upstream. */
    public int recentRequests() {
        return OutcomeWindow.requests(now().window.look(nanoTime.getAsLong()));
    }

    /** Those of them that failed. */
    public int recentFailures() {
        return OutcomeWindow.failures(now().window.look(nanoTime.getAsLong()));
    }

    /** Requests that were not let through so far. */
    public long refused() {
        return refused.get();
    }

    @Override
    public long ask() {
        Phase now = now();
        if (now.state == State.CLOSED) {
            return now.ticket;
        }
        long nanos = nanoTime.getAsLong();
        if (nanos - now.untilNanos >= 0) {
            Phase probing = new Phase(
                    State.PROBING, now.ticket + 1, nanos + PROBE_SECONDS * SECOND_NANOS, now.pauseNanos, now.window);
            if (phase.compareAndSet(now, probing)) {
                LOG.info("upstream {}: one request probes whether it answers again", name);
                return probing.ticket;
            }
        }
        refused.incrementAndGet();
        return NO_TICKET;
    }

    @Override
    public void tell(long ticket, Outcome outcome) {
        Phase now = now();
        if (ticket != now.ticket) {
            return;
        }
        switch (now.state) {
            case CLOSED -> count(now, outcome);
            case PROBING -> probed(now, outcome);
            case OPEN -> {} // what was asked before says nothing new
        }
    }

    private void count(Phase now, Outcome outcome) {
        if (outcome == Outcome.WITHDRAWN) {
            return;
        }
        long nanos = nanoTime.getAsLong();
        long counts = now.window.add(nanos, outcome == Outcome.FAILED);
        int requests = OutcomeWindow.requests(counts);
        int failures = OutcomeWindow.failures(counts);
        if (requests >= REQUESTS_MIN && 2L * failures >= requests && open(now, nanos, PAUSE_NANOS)) {
            LOG.warn(
                    "upstream {}: {} of its {} requests within {} s failed; it is not asked for {} s",
                    name,
                    failures,
                    requests,
                    OutcomeWindow.SECONDS,
                    PAUSE_NANOS / SECOND_NANOS);
        }
    }

    private void probed(Phase now, Outcome outcome) {
        long nanos = nanoTime.getAsLong();
        switch (outcome) {
            case ANSWERED -> {
                Phase closed = new Phase(State.CLOSED, now.ticket + 1, nanos, PAUSE_NANOS, new OutcomeWindow(nanos));
                if (phase.compareAndSet(now, closed)) {
                    LOG.info("upstream {}: it answers again, and is asked again", name);
                }
            }
            case FAILED, BROKEN_OFF -> {
                long pause = Math.min(2 * now.pauseNanos, PAUSE_NANOS_MAX);
                if (open(now, nanos, pause)) {
                    LOG.warn("upstream {}: the probe failed; it is not asked for {} s", name, pause / SECOND_NANOS);
                }
            }
            case WITHDRAWN -> {
                Phase again = new Phase(State.OPEN, now.ticket + 1, nanos, now.pauseNanos, now.window);
                boolean _ = phase.compareAndSet(now, again);
            }
        }
    }

    private boolean open(Phase now, long nanos, long pauseNanos) {
        return phase.compareAndSet(
                now, new Phase(State.OPEN, now.ticket + 1, nanos + pauseNanos, pauseNanos, now.window));
    }

    @Override
    public int retryAfterSeconds() {
        Phase now = now();
        long leftNanos = now.state == State.OPEN ? now.untilNanos - nanoTime.getAsLong() : 0;
        return (int) Math.max(1, (leftNanos + SECOND_NANOS - 1) / SECOND_NANOS);
    }

    @Override
    public String toString() {
        return name + " " + state();
    }
}
