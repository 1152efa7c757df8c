package dev.usher.daemon;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.receive.Admission;
import dev.usher.daemon.receive.Receiver;
import dev.usher.daemon.receive.Service;
import dev.usher.daemon.stream.Home;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * The end of a seat, in order. Runs on loop 0.
 *
 * <pre>
 *   begin, succeed ──► streams run on ── none left, last call, none came ─────► done
 *                          └─ deadline: error event, FIN ── none left ───────► done
 *                                          └─ 3 s: closed as they are ───────► done
 * </pre>
 *
 * <p>Where a successor has the path, who is on the way here is served like any other until the deadline: it is 503 only
 * where nobody serves any more.
 */
final class Drain implements Timer.Expiry {
    private static final long LOOK_MILLIS = 10;

    /** A door that saw the path just before it went needs a moment to connect and send: its client gets 503. */
    private static final long STRAGGLERS_MILLIS = 100;

    /** One that holds the socket's file while the queue is full tries again for its connect timeout, 500 ms. */
    private static final long SUCCEEDED_STRAGGLERS_MILLIS = 1_000;

    /** Clients read the last event and close; those that do not are closed. */
    private static final long ENDING_MILLIS = 3_000;

    private final Loop loop;
    private final List<Home> homes;
    private final Admission admission;
    private final Receiver receiver;
    private final Service service;
    private final Timer timer = new Timer(this);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long lastCallMillis;
    private long deadlineMillis;
    private boolean begun;
    private boolean told;
    private boolean cut;

    Drain(Loop loop, List<Home> homes, Admission admission, Receiver receiver, Service service) {
        this.loop = loop;
        this.homes = homes;
        this.admission = admission;
        this.receiver = receiver;
        this.service = service;
    }

    /** Nobody is let in any more. */
    CompletableFuture<Void> begin(long deadlineDelayMillis) {
        return onLoop(() -> {
            receiver.drain();
            start(deadlineDelayMillis, STRAGGLERS_MILLIS);
        });
    }

    /** A successor has the path: nobody finds the way here any more, and who has found it is served. */
    CompletableFuture<Void> succeed(long deadlineDelayMillis) {
        return onLoop(() -> start(deadlineDelayMillis, SUCCEEDED_STRAGGLERS_MILLIS));
    }

    private CompletableFuture<Void> onLoop(Runnable start) {
        try {
            loop.execute(start);
        } catch (RejectedExecutionException closed) {
            done.complete(null);
        }
        return done;
    }

    /** The loops have ended: nobody is left to wait for. */
    void abandon() {
        done.complete(null);
    }

    private void start(long deadlineDelayMillis, long stragglersMillis) {
        long deadline = now() + Math.max(0, deadlineDelayMillis);
        if (begun) {
            deadlineMillis = Math.min(deadlineMillis, deadline);
            return;
        }
        begun = true;
        lastCallMillis = now() + stragglersMillis;
        deadlineMillis = deadline;
        expired();
    }

    @Override
    public void expired() {
        long now = now();
        if (now >= lastCallMillis && isEmpty() && receiver.lastCall() && isEmpty()) {
            receiver.stop();
            done.complete(null);
            return;
        }
        if (now >= deadlineMillis && !told) {
            told = true;
            receiver.drain();
            homes.forEach(home -> home.loop().execute(() -> endAll(home)));
        }
        if (now >= deadlineMillis + ENDING_MILLIS && !cut) {
            cut = true;
            receiver.stop();
            homes.forEach(home -> home.loop().execute(() -> closeAll(home)));
        }
        loop.wheel().set(timer, LOOK_MILLIS);
    }

    private void endAll(Home home) {
        home.endAll(Failure.SHUTDOWN);
        service.endAll(home);
    }

    private void closeAll(Home home) {
        home.closeAll();
        service.closeAll(home);
    }

    private boolean isEmpty() {
        return admission.active() == 0 && homes.stream().allMatch(home -> home.size() == 0);
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
