package dev.usher.daemon.receive;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.stream.Count;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.ReserveFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts peers on loop 0 and takes from each the one client it hands over.
 *
 * <pre>
 *   open() ──► ACCEPTING ◄──────────────┐
 *                │  └─ no descriptors ─► PAUSED, tried again every 100 ms
 *                └─ drain(): path removed, backlog answered with 503 ──► CLOSED
 * </pre>
 *
 * <p>Descriptors are counted: where they run out, a reserve is spent <em>before</em> a message is received, because the
 * kernel drops a client for which there is no number; that client gets 503, and the reserve is taken again. Owns the
 * listening socket, its file, the reserves and the waiting peers.
 */
public final class Receiver extends DescriptorHandle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long PAUSE_MILLIS = 100;

    /** This near to the limit the next client is taken at the reserve's cost: others open descriptors too. */
    private static final int TIGHT_DESCRIPTORS = 16;

    private final Loop loop;
    private final ListenSocket listening;
    private final Seating seating;
    private final RejectLog rejectLog = new RejectLog(System::nanoTime);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Deque<Peer> waiting = new ArrayDeque<>();
    private final Timer pause = new Timer(this::refillAndGoOn);
    private final ReserveFd peerReserve;
    private final ReserveFd clientReserve;
    private final long clientsBeforeTight;
    private boolean closed;

    private Receiver(Loop loop, ListenSocket listening, Seating seating, long clientsBeforeTight)
            throws ErrnoException {
        this.loop = loop;
        this.listening = listening;
        this.seating = seating;
        this.clientsBeforeTight = clientsBeforeTight - TIGHT_DESCRIPTORS;
        this.peerReserve = ReserveFd.hold();
        this.clientReserve = ReserveFd.hold();
    }

    /**
     * Listens; peers are accepted once {@link #begin} was called. From any thread.
     *
     * @param path absolute
     * @param mode permission bits of the socket's file
     * @param freeDescriptors how many descriptors the clients and peers of this seat may have in all
     */
    public static Receiver open(Path path, SocketType type, int mode, Seating seating, long freeDescriptors)
            throws StartException {
        ListenSocket listening = ListenSocket.open(path, type, mode);
        try {
            return new Receiver(seating.firstHome().loop(), listening, seating, freeDescriptors);
        } catch (ErrnoException e) {
            listening.close();
            throw new StartException("no descriptor left for a reserve: " + e.getMessage(), e);
        }
    }

    /** Begins to accept. On the loop. */
    public void begin() {
        watch(loop, listening.socket().fd().number());
        interest(READABLE);
    }

    @Override
    protected void ready(int events) {
        try {
            acceptSome();
        } catch (ErrnoException.NoDescriptorsLeft none) {
            acceptOnReserve();
        } catch (ErrnoException e) {
            reject(Count.HANDOFF_ERRORS_NETWORK, "a peer could not be accepted: " + e.getMessage());
            pauseAccepting();
        }
    }

    private void acceptSome() throws ErrnoException {
        for (int i = 0; i < HandoffLimits.ACCEPTS_PER_TURN && isWatched(); i++) {
            UnixSocket accepted = listening.socket().accept();
            if (accepted == null) {
                return;
            }
            meet(accepted);
        }
    }

    /** Not even the peer found a number: it takes the reserve's. */
    private void acceptOnReserve() {
        peerReserve.spend();
        try {
            UnixSocket accepted = listening.socket().accept();
            if (accepted != null) {
                meet(accepted);
            }
        } catch (ErrnoException e) {
            reject(Count.HANDOFF_ERRORS_NETWORK, "a peer could not be accepted: " + e.getMessage());
        }
        if (!refill()) {
            pauseAccepting();
        }
    }

    private void meet(UnixSocket accepted) {
        Peer peer = new Peer(this, accepted);
        if (waiting.size() >= HandoffLimits.WAITING_PEERS_MAX) {
            waiting.getFirst().giveUp("another peer takes its place");
        }
        waiting.addLast(peer);
        peer.begin();
    }

    private void pauseAccepting() {
        if (isWatched()) {
            interest(0);
            loop.wheel().set(pause, PAUSE_MILLIS);
        }
    }

    private void refillAndGoOn() {
        if (!isWatched()) {
            return;
        }
        if (refill()) {
            interest(READABLE);
        } else {
            loop.wheel().set(pause, PAUSE_MILLIS);
        }
    }

    private boolean refill() {
        try {
            return peerReserve.refill() && clientReserve.refill();
        } catch (ErrnoException e) {
            LOG.error("the reserve descriptors cannot be opened: {}", e.getMessage());
            return false;
        }
    }

    /** To be asked before a message is received: true where the client it may bring has no number of its own. */
    boolean spendIfTight() {
        boolean tight = !peerReserve.isHeld()
                || !clientReserve.isHeld()
                || seating.clients() + waiting.size() >= clientsBeforeTight;
        if (tight) {
            clientReserve.spend();
        }
        return tight;
    }

    /** After it, whatever came. */
    void refillAfter(boolean tight) {
        if (tight && !closed && !refill()) {
            pauseAccepting();
        }
    }

    /** A peer has handed a client over. */
    void handedOver(Fd client, byte[] data, boolean tight) {
        if (tight) {
            reject(Count.CONNECTIONS_REJECTED, "descriptors run out: a client got 503; raise the limit (ulimit -n)");
            seating.sendAwayAtOnce(client, Seating.FULL);
        } else {
            seating.seat(client, data);
        }
    }

    /** A peer has handed a client over with more data than can be taken. */
    void tooLarge(Fd client) {
        seating.sendAway(
                client, new Failure(413, "data_too_large", "The handoff data are longer than this daemon takes."));
    }

    /** A handoff failed; nothing is left of it. */
    void reject(Count reason, String detail) {
        if (reason != Count.CONNECTIONS_REJECTED) {
            seating.firstHome().counts().add(reason);
        }
        rejectLog.rejected(reason, detail);
    }

    /** A peer is done with and closed. */
    void left(Peer peer) {
        waiting.remove(peer);
        if (!closed && !peerReserve.isHeld()) {
            refill();
        }
    }

    Loop loop() {
        return loop;
    }

    /** Room for one message; free to use until the call that asked for it returns. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    /** Peers that have not handed over yet. On the loop. */
    public int waitingPeers() {
        return waiting.size();
    }

    /**
     * Takes no more peers: the path is removed, those in the backlog are met and their clients answered with 503, the
     * socket closed. On the loop.
     */
    public void drain() {
        seating.admission().drain();
        if (!isWatched()) {
            return;
        }
        listening.unlink();
        try {
            // From here on connect() is refused, so that nobody comes between the last accept and the close.
            listening.socket().shutdownBoth();
            for (int i = 0; i <= HandoffLimits.BACKLOG; i++) {
                UnixSocket accepted = listening.socket().accept();
                if (accepted == null) {
                    break;
                }
                meet(accepted);
            }
        } catch (ErrnoException e) {
            LOG.debug("the backlog is empty", e);
        }
        stopListening();
    }

    private void stopListening() {
        loop.wheel().clear(pause);
        unwatch();
        listening.close();
    }

    @Override
    protected void ended() {
        close();
    }

    /** Gives everything back at once. On the loop, or when it has ended. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        seating.admission().drain();
        stopListening();
        List.copyOf(waiting).forEach(peer -> peer.giveUp("the daemon stops"));
        peerReserve.close();
        clientReserve.close();
    }
}
