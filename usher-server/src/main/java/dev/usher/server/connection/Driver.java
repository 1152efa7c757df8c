package dev.usher.server.connection;

import java.io.IOException;

/**
 * The one serial executor that touches a connection: its chains, brigades, protocol and exchanges.
 *
 * <p>What is asked of a driver is the same for each kind, so that a connection does not know which one it has.
 */
public sealed interface Driver permits LoopDriver, FiberDriver {

    /**
     * Runs {@code step} after all steps given before. A direct call where the caller is on the driver and no step runs;
     * otherwise the step is queued, never nested. From any thread.
     */
    void execute(Runnable step);

    /** The wire has news. From the event loop. */
    void wake(Signal signal);

    /** Whether {@link #await} may be called: code that waits may run here. */
    boolean mayBlock();

    /** Whether the caller is the driver now. */
    boolean isHere();

    /**
     * Waits for the wire's news.
     *
     * @param deadlineNanos by {@link System#nanoTime}
     * @throws IllegalStateException on an event loop, which never waits
     * @throws java.net.SocketTimeoutException where the deadline has passed
     */
    void await(Signal signal, long deadlineNanos) throws IOException;
}
