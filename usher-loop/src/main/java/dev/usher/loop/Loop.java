package dev.usher.loop;

import io.netty.channel.IoEventLoop;
import io.netty.channel.SingleThreadEventLoop;

/**
 * One event loop: one thread, its timer wheel, and the clients that live on it from their first byte to their last.
 *
 * <p>Any thread may call {@link #execute} and {@link #inLoop}; everything else belongs to the loop's own thread.
 */
public final class Loop {
    private final int index;
    private final IoEventLoop executor;
    private final TimerWheel wheel;

    Loop(int index, IoEventLoop executor) {
        this.index = index;
        this.executor = executor;
        this.wheel = new TimerWheel(new LoopAlarm(executor), System::nanoTime);
    }

    /** Which of its group's loops this is, from 0. */
    public int index() {
        return index;
    }

    /** Netty's view of this loop, to register channels on. */
    public IoEventLoop executor() {
        return executor;
    }

    /** The wheel of this loop; for its thread only. */
    public TimerWheel wheel() {
        return wheel;
    }

    /** True on the loop's own thread. */
    public boolean inLoop() {
        return executor.inEventLoop();
    }

    /** Runs {@code task} on the loop's thread, after what was given before it; from any thread. */
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /**
     * Runs {@code task} once, when this turn of the loop (its events and its tasks) is over: the place to send together
     * what became ready in one turn. For the loop's thread only.
     */
    public void atEndOfTurn(Runnable task) {
        ((SingleThreadEventLoop) executor).executeAfterEventLoopIteration(task);
    }

    /**
     * Holds the rule that a loop's things are touched by its thread alone.
     *
     * @throws IllegalStateException on any other thread than the loop's
     */
    public void requireInLoop() {
        if (!executor.inEventLoop()) {
            throw new IllegalStateException("loop " + index + " was touched by thread "
                    + Thread.currentThread().getName());
        }
    }

    @Override
    public String toString() {
        return "loop " + index;
    }
}
