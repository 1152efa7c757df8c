package dev.usher.daemon.exec;

import dev.usher.daemon.stream.Home;
import dev.usher.fd.ChildProcess;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.ExitStatus;
import dev.usher.fd.Signal;
import dev.usher.loop.DescriptorHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that runs: its pidfd on the loop, and which signal it is sent when. Owns the child. All methods are called on the
 * loop.
 */
final class Run extends DescriptorHandle {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private final ChildProcess child;
    private final Runnable whenEnded;
    private @Nullable Signal next;
    private long nextMillis = Long.MAX_VALUE;
    private boolean asked; // SIGTERM was sent

    private Run(ChildProcess child, Runnable whenEnded) {
        this.child = child;
        this.whenEnded = whenEnded;
    }

    /** Watches a child and calls {@code whenEnded} when it has ended. Where that throws, the child stays the caller's. */
    static Run watched(ChildProcess child, Home home, Runnable whenEnded) {
        Run run = new Run(child, whenEnded);
        try {
            run.watch(home.loop(), child.pidfd().number());
            run.interest(READABLE);
            return run;
        } catch (RuntimeException e) {
            run.unwatch();
            throw e;
        }
    }

    int pid() {
        return child.pid();
    }

    @Override
    protected void ready(int events) {
        whenEnded.run();
    }

    /** A signal for later; a nearer one, or one that must follow SIGTERM, stays. */
    void remind(Signal signal, long atMillis) {
        if (atMillis < nextMillis && !(asked && signal == Signal.SIGHUP)) {
            next = signal;
            nextMillis = atMillis;
        }
    }

    /** When the next signal is due, if it is not to run longer than {@code longestMillis}. */
    long dueMillis(long longestMillis) {
        return asked ? nextMillis : Math.min(nextMillis, longestMillis);
    }

    /** The signal that is due, which is then no longer. */
    @Nullable
    Signal due(long nowMillis, long longestMillis) {
        if (!asked && nowMillis >= longestMillis) {
            return Signal.SIGTERM;
        }
        if (nowMillis < nextMillis) {
            return null;
        }
        Signal now = next;
        next = null;
        nextMillis = Long.MAX_VALUE;
        return now;
    }

    /** Sends it to the program and all of its group. */
    void send(Signal signal) {
        if (signal == Signal.SIGTERM) {
            asked = true;
            next = null;
            nextMillis = Long.MAX_VALUE;
        }
        try {
            child.signal(signal);
        } catch (ErrnoException e) {
            LOG.warn("{} cannot be sent {}: {}", child, signal, e.getMessage());
        }
    }

    /**
     * How it ended, and then all is given back; null where it runs still.
     *
     * @param withGroup whether what is left of its group is killed: once the leader is reaped, nobody knows that number
     */
    @Nullable
    ExitStatus reap(boolean withGroup) throws ErrnoException {
        if (withGroup) {
            send(Signal.SIGKILL);
        }
        ExitStatus status = child.poll();
        if (status != null) {
            release().close();
        }
        return status;
    }

    /** Takes the child off the loop; it is the caller's from here on. */
    ChildProcess release() {
        unwatch();
        return child;
    }
}
