package dev.usher.handoff;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.PeerCredentials;
import dev.usher.fd.Received;
import dev.usher.fd.SocketFacts;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Timer;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One sender that has connected: from accept to its one message.
 *
 * <pre>
 *   WAITING ── message (SEQPACKET) ───────────────► DONE: received, overflow or refused, then closed
 *      │ ── first bytes (STREAM) ──► COLLECTING ── EOF, one JSON value, silence ──► DONE
 *      │ ── no number for a client, which recvmsg would lose ──► STARVED ── 20 ms ──► WAITING
 *      └── the time is up, an error, another sender needs the place ──► DONE
 * </pre>
 *
 * <p>Owns the connection, and the client until the sink has it. For the listener's loop only.
 */
final class IncomingHandoff extends DescriptorHandle {
    /** The most a message can carry (SCM_MAX_FD, unix(7)): whatever comes is seen, and closed. */
    private static final int DESCRIPTORS_MAX = 253;

    private static final int STARVED_PAUSE_MILLIS = 20;

    private final HandoffListener listener;
    private final UnixSocket connection;
    private final Timer timer = new Timer(this::timeIsUp);
    private final JsonEnd json = new JsonEnd();
    private final boolean acceptedOnReserve;
    private final long startNanos = System.nanoTime();
    private @Nullable ByteBuffer collected;
    private @Nullable Fd client;
    private @Nullable PeerCredentials sender;
    private int arrived;
    private boolean onReserve;
    private boolean tookLastNumber;
    private boolean silenceEnds;
    private boolean starved;
    private boolean mayHandOff;
    private boolean done;

    /**
     * Owns {@code connection}.
     *
     * @param acceptedOnReserve whether there was no number for it but the reserve's: its client then takes the other one
     */
    IncomingHandoff(HandoffListener listener, UnixSocket connection, boolean acceptedOnReserve) {
        this.listener = listener;
        this.connection = connection;
        this.acceptedOnReserve = acceptedOnReserve;
    }

    /** Looks at once: mostly the message is there already. */
    void start() {
        try {
            sender = connection.peerCredentials();
        } catch (ErrnoException e) {
            refuse(Refusal.FAILED, Objects.toString(e.getMessage()));
            return;
        }
        mayHandOff = listener.limits().mayHandOff().test(sender.uid());
        receive();
        if (!done) {
            waitForMore();
        }
    }

    /** Whether it brought nothing for so long that its place may go to another one. */
    boolean isSilentBeyondGrace() {
        return client == null && collected == null && !starved && spentMillis() >= HandoffListener.GRACE_MILLIS;
    }

    /** Its place is needed: it goes, unless it has spoken meanwhile and is not done yet. */
    void giveWay() {
        if (!hasSpokenMeanwhile()) {
            refuse(Refusal.SILENT, "no message within " + spentMillis() + " ms, and another sender needs the place");
        }
    }

    /**
     * One more look before it is given up: a busy loop may hear of the time, or of the next sender, before it hears of
     * what came within the time; and a client that waits in the message would be lost without a word.
     */
    private boolean hasSpokenMeanwhile() {
        int before = collectedBytes();
        receive();
        if (done) {
            return true;
        }
        boolean inTime = (starved || collectedBytes() > before) && spentMillis() < timeoutMillis();
        if (inTime) {
            waitForMore();
        }
        return inTime;
    }

    private int collectedBytes() {
        return collected == null ? 0 : collected.position();
    }

    private void waitForMore() {
        try {
            if (starved) {
                unwatch(); // a hang-up would be reported in every turn of the loop, whatever is asked for
            } else if (!isWatched()) {
                watch(listener.loop(), connection.fd().number());
                interest(READABLE);
            }
        } catch (IllegalStateException e) {
            refuse(Refusal.FAILED, "the sender's connection cannot be watched: " + e.getCause());
            return;
        }
        setTimer();
    }

    @Override
    protected void ready(int events) {
        receive();
        if (!done && (collected != null || starved)) {
            waitForMore();
        }
    }

    private long spentMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    /** One that sits on the reserve keeps all others out: its message should be there already. */
    private int timeoutMillis() {
        int millis = listener.limits().receiveTimeoutMillis();
        return acceptedOnReserve && !starved ? Math.min(HandoffListener.GRACE_MILLIS, millis) : millis;
    }

    private void setTimer() {
        long leftMillis = Math.max(0, timeoutMillis() - spentMillis());
        if (starved) {
            listener.loop().wheel().set(timer, Math.min(leftMillis, STARVED_PAUSE_MILLIS));
            return;
        }
        int silenceMillis = listener.limits().streamSilenceMillis();
        silenceEnds = collected != null && silenceMillis <= leftMillis;
        listener.loop().wheel().set(timer, silenceEnds ? silenceMillis : leftMillis);
    }

    private void receive() {
        try {
            if (connection.type() == SocketType.STREAM) {
                receiveStream();
            } else {
                receiveMessage();
            }
        } catch (ErrnoException e) {
            refuse(Refusal.FAILED, Objects.toString(e.getMessage()));
        }
    }

    /** One recvmsg, with a number free for the client it may bring; null where there is none: the message stays. */
    private @Nullable Received receive(ByteBuffer into) throws ErrnoException {
        if (client != null) {
            return connection.receive(into, DESCRIPTORS_MAX);
        }
        boolean room = !acceptedOnReserve && listener.sink().roomForOne();
        if (room && listener.sink().hasPlenty()) {
            starved = false;
            tookLastNumber = false;
            onReserve = false;
            return connection.receive(into, DESCRIPTORS_MAX);
        }
        Reserve.Taken taken = listener.reserve().receive(connection, into, DESCRIPTORS_MAX);
        starved = taken.received() == null;
        tookLastNumber = !taken.whole();
        onReserve = tookLastNumber || !room;
        return taken.received();
    }

    private void receiveMessage() throws ErrnoException {
        ByteBuffer into = listener.scratch();
        // A 0 may be a race in the kernel, asked just as the sender sends and closes: it is read once more.
        for (int attempt = 0; attempt < 2 && !done; attempt++) {
            try (Received received = receive(into)) {
                if (received == null || received.wouldBlock()) {
                    return;
                }
                if (received.bytes() > 0 || received.arrived() > 0 || received.controlTruncated()) {
                    take(received);
                    deliver(into);
                }
            }
        }
        if (!done) {
            refuse(Refusal.EMPTY, "the sender closed without a message");
        }
    }

    private void receiveStream() throws ErrnoException {
        ByteBuffer into = listener.scratch();
        while (!done) {
            int before = into.position();
            try (Received received = receive(into)) {
                if (received == null || received.wouldBlock()) {
                    keep(into);
                    return;
                }
                take(received);
                if (!done && client != null && tookLastNumber) {
                    deliver(ByteBuffer.allocate(0)); // others need the reserve: its answer is known, whatever follows
                } else if (!done && received.bytes() == 0) {
                    keep(into);
                    endOfStream();
                } else if (!done && (into.position() > before)) {
                    keep(into);
                    into.clear();
                    finishIfComplete();
                }
            }
        }
    }

    /** Adds what is in the shared buffer to what this sender has brought so far. */
    private void keep(ByteBuffer into) {
        if (into.position() == 0) {
            return;
        }
        into.flip();
        ByteBuffer sofar = collected == null ? ByteBuffer.allocate(into.remaining()) : collected;
        if (sofar.remaining() < into.remaining()) {
            int wanted = sofar.position() + into.remaining();
            sofar = ByteBuffer.allocate(Math.max(wanted, sofar.position() * 2)).put(sofar.flip());
        }
        collected = sofar.put(into);
        into.clear();
    }

    private void finishIfComplete() {
        ByteBuffer data = Objects.requireNonNull(collected);
        if (data.position() > listener.limits().dataBytesMax()) {
            unusable(Refusal.DATA_TOO_LONG, tooLong());
        } else if (json.completeIn(data) || isLoneNul(data)) {
            deliver(data);
        }
    }

    private static boolean isLoneNul(ByteBuffer data) {
        return data.position() == 1 && data.get(0) == 0;
    }

    private void endOfStream() {
        if (collected == null) {
            refuse(Refusal.EMPTY, "the sender closed without a message");
        } else {
            deliver(collected);
        }
    }

    private void timeIsUp() {
        if (starved && spentMillis() < timeoutMillis()) {
            starved = false;
            receive();
            if (!done) {
                waitForMore();
            }
        } else if (!hasSpokenMeanwhile()) {
            giveUp();
        }
    }

    private void giveUp() {
        ByteBuffer data = collected;
        int millis = timeoutMillis();
        if (data == null) {
            refuse(Refusal.SILENT, "no message within " + millis + " ms of connecting");
        } else if (silenceEnds) {
            deliver(data);
        } else {
            unusable(Refusal.SILENT, data.position() + " bytes, and no end within " + millis + " ms of connecting");
        }
    }

    private void take(Received received) {
        arrived += received.arrived();
        if (received.controlTruncated()) {
            refuse(
                    Refusal.DESCRIPTORS_TRUNCATED,
                    "MSG_CTRUNC with " + received.arrived()
                            + " descriptors; is the process at its limit of open files?");
        } else if (arrived > 1) {
            refuse(Refusal.SEVERAL_DESCRIPTORS, arrived + " descriptors came, one was expected");
        } else {
            if (received.count() == 1) {
                client = received.take(0);
            }
            if (received.dataTruncated()) {
                unusable(Refusal.DATA_TOO_LONG, tooLong());
            }
        }
    }

    private String tooLong() {
        return "data of more than " + listener.limits().dataBytesMax() + " bytes";
    }

    /** Everything came: hands the client on, or says why not. A client is told also what its sender did wrong. */
    private void deliver(ByteBuffer filled) {
        if (!mayHandOff && client != null) {
            unusable(Refusal.SENDER, notAllowed());
        } else if (isClient(filled.position())) {
            give(handoff -> listener.sink().received(handoff), trimmed(filled.flip()));
        }
    }

    /** A client came, but not with data to use. */
    private void unusable(Refusal why, String detail) {
        if (client == null) {
            refuse(why, detail);
        } else if (isClient(0)) {
            Refusal cause = mayHandOff ? why : Refusal.SENDER;
            String said = mayHandOff ? detail : notAllowed();
            give(handoff -> listener.sink().unusable(cause, said, handoff), ByteBuffer.allocate(0));
        }
    }

    private String notAllowed() {
        PeerCredentials who = Objects.requireNonNull(sender);
        return "uid " + Integer.toUnsignedString(who.uid()) + " (pid " + who.pid() + ") may not hand off here";
    }

    /** Whether what came is a client; refused where it is not. */
    private boolean isClient(int bytes) {
        if (done) {
            return false;
        }
        if (client == null) {
            refuse(Refusal.NO_DESCRIPTOR, "a message of " + bytes + " bytes without a descriptor");
            return false;
        }
        String fault = fault(client);
        if (fault != null) {
            refuse(Refusal.NO_CLIENT, fault);
        }
        return fault == null;
    }

    private void give(Consumer<Handoff> taker, ByteBuffer data) {
        StreamSocket socket = StreamSocket.adopt(Objects.requireNonNull(client));
        Handoff handoff = new Handoff(socket, data, Objects.requireNonNull(sender));
        client = null;
        leave();
        try {
            if (onReserve) {
                listener.sink().overflow(handoff);
            } else {
                taker.accept(handoff);
            }
        } finally {
            listener.done(this);
        }
    }

    private static @Nullable String fault(Fd candidate) {
        try {
            SocketFacts facts = SocketFacts.of(candidate);
            return facts.isConnectedStream() ? null : "the descriptor is no connected stream socket";
        } catch (ErrnoException e) {
            return "the descriptor is no connected stream socket: " + e.getMessage();
        }
    }

    private static ByteBuffer trimmed(ByteBuffer data) {
        int from = data.position();
        int to = data.limit();
        while (from < to && data.get(from) == 0) {
            from++;
        }
        while (to > from && data.get(to - 1) == 0) {
            to--;
        }
        return data.slice(from, to - from);
    }

    private void refuse(Refusal why, String detail) {
        if (done) {
            return;
        }
        boolean stranger = sender != null && !mayHandOff;
        leave();
        try {
            listener.sink().refused(stranger ? Refusal.SENDER : why, stranger ? notAllowed() : detail);
        } finally {
            listener.done(this);
        }
    }

    /** The listener closes: nobody is told. */
    void drop() {
        if (!done) {
            leave();
            listener.done(this);
        }
    }

    /** The one place where the connection, the timer and a client nobody took are released. */
    private void leave() {
        done = true;
        unwatch();
        listener.loop().wheel().clear(timer);
        connection.close();
        if (client != null) {
            client.close();
            client = null;
        }
    }

    @Override
    protected void ended() {
        drop();
    }
}
