package dev.usher.handoff;

import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening Unix socket on a loop: it accepts senders, receives their clients and brings them to a {@link HandoffSink}.
 *
 * <pre>
 *   new ── start() ──► LISTENING ◄──► PAUSED (as many senders as allowed, or no descriptor to accept with)
 *                          ├── drain() ──► DRAINING (nobody can connect, who waits is accepted) ── none waits ──► DEAF
 *                          └── shut(), from any state ──► CLOSED
 * </pre>
 *
 * <p>It shares in a {@link Reserve} of descriptors, to accept a sender with and for its client, so that a process at its
 * limit can still tell the client so. Of these some are spent before <em>every</em> recvmsg that may bring a client,
 * unless the sink knows the process to be far from its limit: what the rest of the process opens is in nobody's count,
 * and the kernel drops a client for which there is no number without a word. Senders that stay silent keep nobody out for
 * long: once there are as many as may be, the oldest of them goes when the next one comes.
 *
 * <p>Owns the socket; its file in the file system belongs to whoever bound it. All methods are for the loop's thread.
 */
public final class HandoffListener extends DescriptorHandle {
    private static final Logger LOG = LoggerFactory.getLogger("socket_handoff");
    private static final int ACCEPTS_A_TURN = 64;
    private static final int PAUSE_MILLIS = 100;

    /** So long a sender may be silent without being sent away for another one. */
    static final int GRACE_MILLIS = 100;

    private static final long LOG_INTERVAL_NANOS = 10_000_000_000L;

    private final Loop loop;
    private final UnixSocket socket;
    private final ReceiveLimits limits;
    private final HandoffSink sink;
    private final ByteBuffer scratch;
    private final Set<IncomingHandoff> senders = new LinkedHashSet<>(); // the oldest first
    private final Timer resume = new Timer(this::resume);
    private final Reserve reserve = Reserve.OF_THIS_PROCESS;
    private @Nullable IncomingHandoff onReserve;
    private long lastLogNanos;
    private boolean failing;
    private boolean draining;
    private boolean closed;

    /**
     * Takes ownership of {@code socket} once it returns.
     *
     * @param socket a listening SOCK_SEQPACKET or SOCK_STREAM socket, non-blocking
     * @throws ErrnoException where the reserve cannot be opened
     */
    public HandoffListener(Loop loop, UnixSocket socket, ReceiveLimits limits, HandoffSink sink) throws ErrnoException {
        this.loop = loop;
        this.socket = socket;
        this.limits = limits;
        this.sink = sink;
        this.scratch = ByteBuffer.allocateDirect(limits.dataBytesMax());
        reserve.join();
    }

    /** Begins to accept. */
    public void start() {
        watch(loop, socket.fd().number());
        interest(READABLE);
    }

    /** How many senders are connected and have not brought their message yet. */
    public int senders() {
        return senders.size();
    }

    /** Whether somebody may still be accepted: false once a drain has found the queue empty, and when shut. */
    public boolean isAccepting() {
        return isWatched();
    }

    @Override
    protected void ready(int events) {
        for (int i = 0; i < ACCEPTS_A_TURN && !closed && isWatched(); i++) {
            boolean full = isFull();
            if (full && i > 0) {
                return; // whether one more waits is known when the loop says "readable" again
            }
            if (full && !makePlace()) {
                interest(0);
                loop.wheel().set(resume, PAUSE_MILLIS);
                return;
            }
            if (!acceptOne()) {
                return;
            }
        }
    }

    /** Sends the oldest silent sender away for the one that waits, if it had its time. */
    private boolean makePlace() {
        for (IncomingHandoff sender : senders) {
            if (sender.isSilentBeyondGrace()) {
                sender.giveWay();
                return !isFull();
            }
        }
        return false;
    }

    private boolean isFull() {
        return senders.size() >= limits.sendersMax() || onReserve != null;
    }

    private boolean acceptOne() {
        boolean room = sink.roomForOne();
        UnixSocket sender = null;
        boolean onReserve = false;
        try {
            Reserve.Accepted accepted = reserve.accept(socket);
            sender = accepted.sender();
            onReserve = accepted.onReserve();
        } catch (ErrnoException e) {
            if (!draining || e.errno() != Errno.EINVAL) { // accept's word for "shut down and empty"
                pause("cannot accept a sender: " + e.getMessage());
                return false;
            }
        }
        if (sender == null) {
            if (draining) {
                deafen();
            }
            return false;
        }
        begin(sender, onReserve || !room);
        return true;
    }

    private void begin(UnixSocket sender, boolean reserved) {
        IncomingHandoff incoming = new IncomingHandoff(this, sender, reserved);
        senders.add(incoming);
        if (reserved) {
            onReserve = incoming;
        }
        incoming.start();
    }

    /** A sender is done, one way or the other, and its connection closed. */
    void done(IncomingHandoff incoming) {
        senders.remove(incoming);
        if (onReserve == incoming) {
            onReserve = null;
        }
        refill();
        if (!failing && !isFull()) {
            resume();
        }
    }

    private void refill() {
        if (!closed && !reserve.refill()) {
            report("no descriptor is free for the reserve; raise the limit of open files: " + reserve.shortage());
        }
    }

    private void pause(String why) {
        report(why);
        failing = true;
        interest(0);
        loop.wheel().set(resume, PAUSE_MILLIS);
    }

    private void resume() {
        failing = false;
        loop.wheel().clear(resume);
        refill();
        if (!closed && isWatched()) {
            interest(READABLE);
        }
    }

    private void report(String what) {
        long now = System.nanoTime();
        if (lastLogNanos == 0 || now - lastLogNanos > LOG_INTERVAL_NANOS) {
            lastLogNanos = now;
            LOG.error("{}: {}", socket, what);
        }
    }

    Loop loop() {
        return loop;
    }

    ReceiveLimits limits() {
        return limits;
    }

    Reserve reserve() {
        return reserve;
    }

    HandoffSink sink() {
        return sink;
    }

    /** The buffer all senders' data is received into, cleared. */
    ByteBuffer scratch() {
        return scratch.clear();
    }

    @Override
    protected void ended() {
        shut();
    }

    /**
     * Lets nobody connect any more (connect says ECONNREFUSED, as where nobody listens), accepts who waits, and closes
     * the socket when nobody does: no sender whose connect succeeded is lost. Those that were accepted go on.
     */
    public void drain() {
        if (closed || draining || !isWatched()) {
            return;
        }
        draining = true;
        try {
            socket.shutdownRead();
            ready(READABLE);
        } catch (ErrnoException e) {
            report("cannot be shut down: " + e.getMessage());
            deafen();
        }
    }

    /**
     * Accepts nobody any more and closes its descriptor, for a socket that others hold too: who waits, and who connects from
     * now on, is accepted by them. Those that were accepted go on.
     */
    public void leave() {
        if (!closed && isWatched()) {
            draining = true;
            deafen();
        }
    }

    private void deafen() {
        unwatch();
        loop.wheel().clear(resume);
        socket.close();
    }

    /**
     * Stops: the socket is closed, senders that are not done are closed, their clients with them. What waits in the
     * kernel's queue sees the end of its connection.
     */
    public void shut() {
        if (closed) {
            return;
        }
        closed = true;
        deafen();
        for (IncomingHandoff sender : new ArrayList<>(senders)) {
            sender.drop();
        }
        reserve.leave();
    }
}
