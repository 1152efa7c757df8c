package dev.usher.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * The process's signals: SIGTERM and SIGINT ask for the end, a second one for an end at once; SIGHUP for logs and
 * settings to be looked at anew. Taken over before anything is started, so that a signal in the midst of the start is not the default's
 * sudden end. The one class that knows sun.misc.Signal, which the JDK offers and documents nowhere.
 */
final class StopSignal {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Void> urgent = new CompletableFuture<>();
    private volatile Runnable onHangup = () -> {};

    private StopSignal() {}

    /** Takes the signals over, for the rest of the process. */
    static StopSignal install() {
        StopSignal signals = new StopSignal();
        Signal.handle(new Signal("TERM"), _ -> signals.stop());
        Signal.handle(new Signal("INT"), _ -> signals.stop());
        Signal.handle(new Signal("HUP"), _ -> signals.onHangup.run());
        return signals;
    }

    /** Says what SIGHUP does from now on; nothing before. */
    void onHangup(Runnable then) {
        onHangup = then;
    }

    private synchronized void stop() {
        if (asked.getCount() == 0) {
            urgent.complete(null);
        }
        asked.countDown();
    }

    /** Ends the waiting without a signal: all that ran has ended by itself. */
    void finish() {
        asked.countDown();
    }

    /** Waits for the first signal; at once where it has come already. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** Completes with the second signal. */
    CompletableFuture<Void> urgent() {
        return urgent;
    }
}
