package dev.usher.server.connection;

import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/** The home event loop as driver: steps run one after another, none inside another, none waits. */
public final class LoopDriver implements Driver {
    private final EventLoop loop;
    private final Consumer<Signal> onSignal;
    private final Consumer<Throwable> onFailure;
    private final Steps steps = new Steps();
    private boolean running;

    /**
     * @param onSignal is run as a step when the wire has news
     * @param onFailure gets what a step throws, Errors too; the loop lives on
     */
    LoopDriver(EventLoop loop, Consumer<Signal> onSignal, Consumer<Throwable> onFailure) {
        this.loop = loop;
        this.onSignal = onSignal;
        this.onFailure = onFailure;
    }

    @Override
    public void execute(Runnable step) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> execute(step));
        } else if (!running) {
            runAll(step);
        } else {
            steps.add(step);
        }
    }

    private void runAll(Runnable first) {
        running = true;
        try {
            for (Runnable step = first; step != null; step = steps.poll()) {
                runOne(step);
            }
        } finally {
            running = false;
        }
    }

    // A step is foreign code's call too: whatever it throws ends one connection and never the loop (ATTACKS F7).
    private void runOne(Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            failed(t);
        }
    }

    /** What a step has thrown is told, also where a fiber has run it. */
    void failed(Throwable cause) {
        onFailure.accept(cause);
    }

    /** The step for the wire's news, whoever runs it. */
    Runnable stepFor(Signal signal) {
        return () -> onSignal.accept(signal);
    }

    @Override
    public void wake(Signal signal) {
        execute(stepFor(signal));
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public boolean isHere() {
        return running && loop.inEventLoop();
    }

    @Override
    public void await(Signal signal, long deadlineNanos) {
        throw new IllegalStateException("an event loop never waits: " + signal + " was awaited");
    }
}
