package dev.usher.server.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread of the connection's own as driver, with a mailbox: steps run one after another and may wait, for as long as
 * foreign code takes part. Then the home loop drives.
 *
 * <pre>
 *   start() ──► DRIVING ── retire(), behind the steps given before ──► LEAVING ── a task of the loop ──► the loop drives
 * </pre>
 *
 * <p>What is still in the mailbox then goes to the loop first, in its order; whoever knows only the fiber is led on to the
 * loop. So no step is lost, run twice or out of its order, and between the two nobody drives.
 */
public final class FiberDriver implements Driver {
    private final LoopDriver home;
    private final Executor loop;
    private final Thread thread;
    /** The mailbox, and the lock of all that it takes: also of the wire's news, and of whether it is still read. */
    private final Steps mailbox = new Steps();

    private int news; // signals, as bits
    private boolean homeDrives;
    private volatile boolean hasBegun;
    private volatile long busySinceNanos; // 0: it waits for the client or for a step
    private boolean leaving; // the fiber's own
    private boolean hasWaited; // the fiber's own

    /**
     * @param name of the thread
     * @param home who drives afterwards; what is to be done with the wire's news, and with what a step throws, it knows
     * @param loop runs a task on the thread of {@code home}
     */
    FiberDriver(String name, LoopDriver home, Executor loop) {
        this.home = home;
        this.loop = loop;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::drive);
    }

    /** Begins to run steps. Once. */
    void start() {
        thread.start();
    }

    /** Runs what was given before, then leaves the connection to the loop. From any thread; again: nothing. */
    void retire() {
        execute(() -> leaving = true);
    }

    /** Interrupts whatever runs. From any thread. */
    void interrupt() {
        thread.interrupt();
    }

    /** Whether the thread has come to its end. From any thread. */
    boolean isOver() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** The thread, to be waited for. */
    Thread thread() {
        return thread;
    }

    @Override
    public void execute(Runnable step) {
        synchronized (mailbox) {
            if (!homeDrives) {
                mailbox.add(step);
                LockSupport.unpark(thread);
                return;
            }
        }
        home.execute(step);
    }

    @Override
    public void wake(Signal signal) {
        synchronized (mailbox) {
            if (!homeDrives) {
                news = signal.with(news);
                LockSupport.unpark(thread);
                return;
            }
        }
        home.wake(signal);
    }

    /** Whether its thread ever got to run. From any thread. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** How long it has kept a carrier without a wait for the client, about; 0 where it waits for anything. From any thread. */
    long busyNanos(long nowNanos) {
        long since = busySinceNanos;
        return since != 0 && thread.getState() == Thread.State.RUNNABLE ? nowNanos - since : 0;
    }

    private void busy() {
        busySinceNanos = System.nanoTime() | 1; // never 0
    }

    private void drive() {
        hasBegun = true;
        while (!leaving) {
            Runnable step = next();
            if (step == null) {
                LockSupport.park(this);
                boolean _ = Thread.interrupted(); // meant for a step, and none runs
            } else {
                run(step);
            }
        }
        try {
            loop.execute(this::handOver);
        } catch (RejectedExecutionException loopHasEnded) {
            return; // with all that lived on it
        }
    }

    /** The next step, or else one for news. */
    private @Nullable Runnable next() {
        synchronized (mailbox) {
            if (mailbox.isEmpty() && news != 0) {
                Signal signal = Signal.READABLE.isIn(news) ? Signal.READABLE : Signal.WRITABLE;
                news = signal.without(news);
                return home.stepFor(signal);
            }
            return mailbox.poll();
        }
    }

    // A step is foreign code's call too: whatever it throws ends one connection and nothing else (ATTACKS F7).
    private void run(Runnable step) {
        busy();
        try {
            step.run();
        } catch (Throwable t) {
            home.failed(t);
        } finally {
            busySinceNanos = 0;
        }
        if (hasWaited) {
            hasWaited = false; // it may have taken news that were somebody else's
            synchronized (mailbox) {
                news = Signal.ALL;
            }
        }
    }

    /** On the loop, as a task of its own. */
    private void handOver() {
        int left;
        synchronized (mailbox) {
            homeDrives = true; // nothing is added from here on
            left = news;
        }
        for (Runnable step = mailbox.poll(); step != null; step = mailbox.poll()) {
            home.execute(step);
        }
        Stream.of(Signal.values()).filter(signal -> signal.isIn(left)).forEach(home::wake);
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public boolean isHere() {
        return Thread.currentThread().equals(thread);
    }

    /** The news are taken: who waits looks again at what it waits for. */
    @Override
    public void await(Signal signal, long deadlineNanos) throws IOException {
        if (!isHere()) {
            throw new IllegalStateException(Thread.currentThread() + " is not the fiber that drives the connection");
        }
        hasWaited = true;
        while (!taken(signal)) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                throw new SocketTimeoutException("the client did nothing in time");
            }
            busySinceNanos = 0;
            LockSupport.parkNanos(this, left);
            busy();
            if (Thread.interrupted()) {
                throw new InterruptedIOException("the thread was interrupted while it waited for the client");
            }
        }
    }

    private boolean taken(Signal signal) {
        synchronized (mailbox) {
            boolean was = signal.isIn(news);
            news = signal.without(news);
            return was;
        }
    }
}
