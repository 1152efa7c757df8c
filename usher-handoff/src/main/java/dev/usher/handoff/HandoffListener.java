package dev.usher.handoff;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.ReserveFd;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening Unix socket on a loop: it accepts senders, receives their clients and brings them to a {@link HandoffSink}.
 *
 * <pre>
 *   new ── start() ──► LISTENING ◄──► PAUSED (as many senders as allowed, or no descriptor to accept with)
 *                          └── shut() ──► CLOSED
 * </pre>
 *
 * <p>It holds two descriptors in reserve, one to accept a sender with and one for its client, so that a process at its
 * limit can still tell the client so. Owns the socket; its file in the file system belongs to whoever bound it. All
 * methods are for the loop's thread.
 */
public final class HandoffListener extends DescriptorHandle {
    private static final Logger LOG = LoggerFactory.getLogger("socket_handoff");
    private static final int ACCEPTS_A_TURN = 64;
    private static final int PAUSE_MILLIS = 100;
    private static final long LOG_INTERVAL_NANOS = 10_000_000_000L;

    private final Loop loop;
    private final UnixSocket socket;
    private final ReceiveLimits limits;
    private final HandoffSink sink;
    private final ByteBuffer scratch;
    private final Set<IncomingHandoff> senders = new HashSet<>();
    private final Timer resume = new Timer(this::resume);
    private final ReserveFd acceptReserve;
    private final ReserveFd clientReserve;
    private @Nullable IncomingHandoff onReserve;
    private long lastLogNanos;
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
        this.acceptReserve = ReserveFd.hold();
        this.clientReserve = holdOrClose(acceptReserve);
    }

    private static ReserveFd holdOrClose(ReserveFd first) throws ErrnoException {
        try {
            return ReserveFd.hold();
        } catch (ErrnoException e) {
            first.close();
            throw e;
        }
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

    @Override
    protected void ready(int events) {
        for (int i = 0; i < ACCEPTS_A_TURN && !closed && isWatched(); i++) {
            if (isFull() || !acceptOne()) {
                break;
            }
        }
        if (isFull()) {
            interest(0);
        }
    }

    private boolean isFull() {
        return senders.size() >= limits.sendersMax() || onReserve != null;
    }

    private boolean acceptOne() {
        boolean reserved = !sink.roomForOne();
        if (reserved) {
            acceptReserve.spend();
        }
        UnixSocket sender = null;
        try {
            sender = socket.accept();
        } catch (ErrnoException.NoDescriptorsLeft e) {
            return acceptOnReserve(e);
        } catch (ErrnoException e) {
            pause("cannot accept a sender: " + e.getMessage());
        }
        if (sender == null) {
            refill();
            return false;
        }
        begin(sender, reserved);
        return true;
    }

    /** The kernel had no number although the sink's count said so: one more try, with the reserve's number. */
    private boolean acceptOnReserve(ErrnoException why) {
        UnixSocket sender = null;
        if (acceptReserve.spend()) {
            try {
                sender = socket.accept();
            } catch (ErrnoException again) {
                why.addSuppressed(again);
            }
        }
        if (sender == null) {
            refill();
            pause("cannot accept a sender: " + why.getMessage());
            return false;
        }
        begin(sender, true);
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
        if (!closed && isWatched() && !isFull() && !resume.isSet()) {
            interest(READABLE);
        }
    }

    /**
     * Makes sure that a number is free for the client that the next recvmsg brings.
     *
     * @param reserved true where none was free for its sender already
     * @return false where it comes on the reserve
     */
    boolean makeRoom(boolean reserved) {
        boolean room = !reserved && sink.roomForOne();
        if (!room) {
            clientReserve.spend();
        }
        return room;
    }

    void refill() {
        if (closed) {
            return;
        }
        try {
            if (!clientReserve.refill() || !acceptReserve.refill()) {
                report("no descriptor is free for the reserve; raise the limit of open files");
            }
        } catch (ErrnoException e) {
            report("the reserve descriptor cannot be opened: " + e.getMessage());
        }
    }

    private void pause(String why) {
        report(why);
        interest(0);
        loop.wheel().set(resume, PAUSE_MILLIS);
    }

    private void resume() {
        refill();
        if (!closed && isWatched() && !isFull()) {
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
     * Stops: the socket is closed, senders that are not done are closed, their clients with them. What waits in the
     * kernel's queue sees the end of its connection.
     */
    public void shut() {
        if (closed) {
            return;
        }
        closed = true;
        unwatch();
        loop.wheel().clear(resume);
        socket.close();
        for (IncomingHandoff sender : new ArrayList<>(senders)) {
            sender.drop();
        }
        acceptReserve.close();
        clientReserve.close();
    }
}
