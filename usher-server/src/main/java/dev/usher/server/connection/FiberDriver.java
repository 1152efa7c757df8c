package dev.usher.server.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

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
    /** More steps than this waiting behind one is a step that begets steps without end. */
    private static final int MAX_STEPS = 4096;

    private final LoopDriver home;
    private final Executor loop;
    private final Consumer<Signal> onSignal;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    /** Guards the mailbox: what waits, what the wire has told, and whether it is still read. */
    private final Object mailbox = new Object();

    private final ArrayDeque<Runnable> steps = new ArrayDeque<>(4);
    private final Set<Signal> signals = EnumSet.noneOf(Signal.class);
    private boolean homeDrives;
    private volatile boolean hasBegun;
    private volatile long busySinceNanos; // 0: it waits for the client or for a step
    private boolean leaving; // the fiber's own
    private boolean hasWaited; // the fiber's own

    /**
     * @param name of the thread
     * @param home who drives afterwards
     * @param loop runs a task on the thread of {@code home}
     * @param onSignal is run as a step when the wire has news
     * @param onFailure gets what a step throws, Errors too
     */
    FiberDriver(String name, LoopDriver home, Executor loop, Consumer<Signal> onSignal, Consumer<Throwable> onFailure) {
        this.home = home;
        this.loop = loop;
        this.onSignal = onSignal;
        this.onFailure = onFailure;
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
                if (steps.size() >= MAX_STEPS) {
                    throw new IllegalStateException(MAX_STEPS + " steps wait behind one: it submits without end");
                }
                steps.add(step);
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
                signals.add(signal);
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

    private Runnable next() {
        synchronized (mailbox) {
            if (steps.isEmpty() && !signals.isEmpty()) {
                Signal signal = signals.iterator().next();
                signals.remove(signal);
                return () -> onSignal.accept(signal);
            }
            return steps.poll();
        }
    }

    // A step is foreign code's call too: whatever it throws ends one connection and nothing else (ATTACKS F7).
    private void run(Runnable step) {
        busy();
        try {
            step.run();
        } catch (Throwable t) {
            onFailure.accept(t);
        } finally {
            busySinceNanos = 0;
        }
        if (hasWaited) {
            hasWaited = false; // it may have taken news that were somebody else's
            synchronized (mailbox) {
                signals.addAll(EnumSet.allOf(Signal.class));
            }
        }
    }

    /** On the loop, as a task of its own. */
    private void handOver() {
        List<Runnable> rest;
        List<Signal> news;
        synchronized (mailbox) {
            homeDrives = true;
            rest = new ArrayList<>(steps);
            news = new ArrayList<>(signals);
            steps.clear();
            signals.clear();
        }
        rest.forEach(home::execute);
        news.forEach(home::wake);
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
            return signals.remove(signal);
        }
    }
}
