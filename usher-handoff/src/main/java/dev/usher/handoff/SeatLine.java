package dev.usher.handoff;

import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a seat, good for one client (protocol 1).
 *
 * <pre>
 *   CONNECTED ── offer(): all sent ───────────────────► CLOSED, Sent
 *     │  │          └── a part of a STREAM's data ──► FINISHING (already Sent) ──► CLOSED
 *     │  └── would block ──► BLOCKED ── writable ──► again; the send timeout ──► CLOSED, Failed
 *     └── drop() ──► CLOSED
 * </pre>
 *
 * <p>The client belongs to the seat from the first byte on. Owns its socket and closes it at the end. For its loop only.
 */
public final class SeatLine extends DescriptorHandle implements SeatConnection {
    /** What the kernel takes off SO_SNDBUF for a message's own book-keeping: 212992 leaves 212960 (unix(7)). */
    private static final int MESSAGE_OVERHEAD_BYTES = 32;

    private static final Logger LOG = LoggerFactory.getLogger("socket_handoff");
    private static final byte[] NO_DATA = {0};

    private final Loop loop;
    private final UnixSocket socket;
    private final String path;
    private final OfferLimits limits;
    private final Timer patience = new Timer(this::patienceIsOver);
    private ByteBuffer data = ByteBuffer.allocate(0);
    private @Nullable OfferedClient client;
    private @Nullable Consumer<OfferResult> result;

    SeatLine(Loop loop, UnixSocket socket, String path, OfferLimits limits) {
        this.loop = loop;
        this.socket = socket;
        this.path = path;
        this.limits = limits;
    }

    /** Which type of socket the seat listens on. */
    public SocketType type() {
        return socket.type();
    }

    /**
     * The longest data that goes in one message: 212960 bytes unless net.core.wmem_default says otherwise.
     *
     * @throws ErrnoException of getsockopt
     */
    public int dataBytesMax() throws ErrnoException {
        return socket.facts().sendBufferBytes() - MESSAGE_OVERHEAD_BYTES;
    }

    /**
     * Offers a client; the line is used up by it. All that can fail is done before the one sendmsg(2) that gives the
     * client away.
     *
     * @param bytes the data, from position to limit; must not change until the result. None is sent as one NUL
     * @param offered asked right before the client is given away; where it may not leave, the result is Refused with
     *     status 500 and the client is still its owner's
     * @param done called once, on the loop, mostly before this returns
     */
    public void offer(ByteBuffer bytes, OfferedClient offered, Consumer<OfferResult> done) {
        loop.requireInLoop();
        data = bytes.hasRemaining() ? bytes : ByteBuffer.wrap(NO_DATA);
        client = offered;
        result = done;
        try {
            int max = dataBytesMax();
            if (data.remaining() > max) {
                end(new OfferResult.Failed(
                        "sendmsg",
                        Errno.EMSGSIZE,
                        true,
                        path + ": " + data.remaining() + " bytes of data, where one message takes " + max));
                return;
            }
            send();
        } catch (ErrnoException e) {
            end(failed(e));
        }
    }

    private void send() throws ErrnoException {
        OfferedClient leaving = Objects.requireNonNull(client);
        if (!leaving.mayLeave()) {
            end(new OfferResult.Refused(500, 0, path + ": the client cannot leave with bytes read or unsent"));
            return;
        }
        int sent = socket.sendBorrowed(data, leaving.number());
        if (sent < 0) {
            if (!waits()) {
                end(new OfferResult.Failed("epoll_ctl", null, true, path + ": its connection cannot be watched"));
            }
        } else if (data.hasRemaining()) {
            finishLater();
        } else {
            end(new OfferResult.Sent(new CompletableFuture<>()));
        }
    }

    /** Waits until the seat takes more; false where the kernel watches no further descriptor (epoll_ctl(2), ENOSPC). */
    private boolean waits() {
        if (isWatched()) {
            return true;
        }
        try {
            watch(loop, socket.fd().number());
            interest(WRITABLE);
        } catch (IllegalStateException e) {
            LOG.error("{}: its connection cannot be watched", path, e);
            return false;
        }
        loop.wheel().set(patience, limits.sendTimeoutMillis());
        return true;
    }

    /** The client left with the first byte: its owner is told at once, the rest follows as the seat reads. */
    private void finishLater() {
        data = ByteBuffer.allocate(data.remaining()).put(data).flip();
        client = null;
        if (!waits()) {
            LOG.error("{}: {} bytes of data are lost", path, data.remaining());
            end(new OfferResult.Sent(new CompletableFuture<>()));
            return;
        }
        loop.wheel().set(patience, limits.sendTimeoutMillis());
        tell(new OfferResult.Sent(new CompletableFuture<>()));
    }

    @Override
    protected void ready(int events) {
        try {
            if (client != null) {
                send();
            } else {
                finish();
            }
        } catch (ErrnoException e) {
            if (client != null) {
                end(failed(e));
            } else {
                LOG.error("{}: the seat did not take the rest of the data: {}", path, e.getMessage());
                end(null);
            }
        }
    }

    private void finish() throws ErrnoException {
        int sent = socket.send(data);
        if (!data.hasRemaining()) {
            end(null);
        } else if (sent > 0) {
            loop.wheel().set(patience, limits.sendTimeoutMillis());
        }
    }

    private OfferResult.Failed failed(ErrnoException e) {
        return new OfferResult.Failed(e.call(), e.errno(), true, path + ": " + e.getMessage());
    }

    private void patienceIsOver() {
        String late = path + ": the seat did not read within " + limits.sendTimeoutMillis() + " ms";
        if (client == null) {
            LOG.error("{}; {} bytes of data are lost", late, data.remaining());
        }
        end(client == null ? null : new OfferResult.Failed("sendmsg", null, true, late));
    }

    private void end(@Nullable OfferResult outcome) {
        client = null;
        unwatch();
        loop.wheel().clear(patience);
        socket.close();
        if (outcome != null) {
            tell(outcome);
        }
    }

    private void tell(OfferResult outcome) {
        Consumer<OfferResult> once = result;
        result = null;
        if (once != null) {
            once.accept(outcome);
        }
    }

    /** Lets a line go that is not needed. Harmless at any time. */
    public void drop() {
        result = null;
        end(null);
    }

    @Override
    protected void ended() {
        drop();
    }
}
