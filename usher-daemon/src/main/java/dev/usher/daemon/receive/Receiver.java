package dev.usher.daemon.receive;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.stream.Count;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.handoff.Handoff;
import dev.usher.handoff.HandoffListener;
import dev.usher.handoff.HandoffSink;
import dev.usher.handoff.ReceiveLimits;
import dev.usher.handoff.Refusal;
import java.nio.file.Path;

/**
 * The door's end of a seat: listens on its path, on loop 0, and brings each client that is handed over to its seat.
 *
 * <pre>
 *   open() ── begin() ──► LISTENING ── drain() ──► DRAINING (path gone, clients get 503) ── stop() ──► STOPPED
 * </pre>
 *
 * <p>Descriptors are counted here: where they run out, the listener spends a reserve <em>before</em> it receives, because
 * the kernel drops a client for which there is no number; that client gets 503. Owns the listening socket and its file.
 */
public final class Receiver implements HandoffSink {
    /** This near to the limit a client is taken at the reserve's cost: others open descriptors too. */
    private static final int SPARE_DESCRIPTORS = 10;

    private static final Failure TOO_LONG = new Failure(
            413,
            "data_too_long",
            "The handoff data are longer than " + HandoffLimits.DATA_BYTES_MAX + " bytes, the most there may be.");
    private static final Failure NOT_ALLOWED = new Failure(
            403, "sender_not_allowed", "The server takes no clients from the application that sent this one.");
    private static final Failure NEVER_ENDED =
            new Failure(408, "data_incomplete", "The end of the handoff data did not come in time.");

    private final ListenSocket listening;
    private final HandoffListener listener;
    private final Seating seating;
    private final RejectLog rejectLog = new RejectLog(System::nanoTime);
    private final Headroom headroom = new Headroom(Headroom::openFiles, Headroom::limit, System::nanoTime);
    private final long clientsMax;

    private Receiver(ListenSocket listening, HandoffRules rules, Seating seating, long freeDescriptors)
            throws ErrnoException {
        this.listening = listening;
        this.seating = seating;
        this.clientsMax = freeDescriptors - SPARE_DESCRIPTORS;
        this.listener = new HandoffListener(seating.firstHome().loop(), listening.socket(), limits(rules), this);
    }

    private static ReceiveLimits limits(HandoffRules rules) {
        ReceiveLimits usual = ReceiveLimits.DEFAULTS;
        return new ReceiveLimits(
                HandoffLimits.DATA_BYTES_MAX,
                usual.receiveTimeoutMillis(),
                usual.streamSilenceMillis(),
                usual.sendersMax(),
                rules.maySend());
    }

    /**
     * Listens; peers are accepted once {@link #begin} was called, and find the socket at its path once {@link #publish}
     * was. From any thread.
     *
     * @param path absolute
     * @param rules who may hand over, and how
     * @param freeDescriptors how many descriptors the clients and peers of this seat may have in all
     */
    public static Receiver open(Path path, HandoffRules rules, Seating seating, long freeDescriptors)
            throws StartException {
        ListenSocket listening = ListenSocket.open(path, rules);
        try {
            return new Receiver(listening, rules, seating, freeDescriptors);
        } catch (ErrnoException e) {
            listening.close();
            throw new StartException("no descriptor is left for a reserve: " + e.getMessage(), e);
        }
    }

    /** The socket's absolute path. From any thread. */
    public Path path() {
        return listening.path();
    }

    /** Begins to accept. On the loop. */
    public void begin() {
        listener.start();
    }

    /** Whether another process serves the path until {@link #publish}. */
    public boolean isTakingOver() {
        return listening.isTakingOver();
    }

    /**
     * Takes the path over where another serves it; nothing where it is ours already. From any thread, after {@link
     * #begin}: from the same moment on handoffs come here.
     *
     * @throws StartException where that cannot be done; the path is still the other's then
     */
    public void publish() throws StartException {
        listening.publish();
    }

    /** Whether another socket has the path by now. On the loop; one look at the file system, no more. */
    public boolean isTakenOver() {
        return listening.isTakenOver();
    }

    @Override
    public boolean roomForOne() {
        return seating.descriptors() + listener.senders() + seating.service().descriptorsEach() <= clientsMax;
    }

    @Override
    public boolean hasPlenty() {
        return headroom.isPlenty();
    }

    @Override
    public void received(Handoff handoff) {
        byte[] data = new byte[handoff.data().remaining()];
        handoff.data().get(data);
        seating.seat(client(handoff), data);
    }

    @Override
    public void overflow(Handoff handoff) {
        rejectLog.rejected(
                Count.CONNECTIONS_REJECTED,
                "descriptors run out: a client got 503; raise the limit of open files (ulimit -n)");
        seating.sendAwayAtOnce(client(handoff), Seating.FULL);
    }

    /** The same descriptor under a name all clients share: there may be tens of thousands. */
    private static Fd client(Handoff handoff) {
        return Fd.own(handoff.client().fd().release(), "client");
    }

    @Override
    public void unusable(Refusal why, String detail, Handoff handoff) {
        refused(why, detail);
        seating.sendAway(
                client(handoff),
                switch (why) {
                    case SENDER -> NOT_ALLOWED;
                    case DATA_TOO_LONG -> TOO_LONG;
                    default -> NEVER_ENDED;
                });
    }

    @Override
    public void refused(Refusal why, String detail) {
        Count reason = Count.of(why.label());
        seating.firstHome().counts().add(reason);
        String mend = why == Refusal.SENDER ? "; AllowedSenders names those who may" : "";
        rejectLog.rejected(reason, "a handoff on " + listening.path() + " was refused: " + detail + mend);
    }

    /**
     * Before the socket is closed: nobody can connect any more, and who has done so already is still received. On the
     * loop; any number of times.
     *
     * @return whether nobody is left who could bring a client
     */
    public boolean lastCall() {
        listener.drain();
        return !listener.isAccepting() && listener.senders() == 0;
    }

    /**
     * Lets nobody in any more: the path is free for a successor at once, and who is on the way still gets 503. Where a service
     * manager listens too, who is on the way waits for the process that it starts next. On the loop.
     */
    public void drain() {
        seating.admission().drain();
        listening.unlink();
        if (listening.isInherited()) {
            listener.leave();
        }
    }

    /** Closes the socket, and removes its file while it is ours. On the loop, or when it has ended; any number of times. */
    public void stop() {
        drain();
        listener.shut();
        listening.close();
    }
}
