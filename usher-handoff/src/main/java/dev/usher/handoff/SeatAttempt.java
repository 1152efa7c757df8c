package dev.usher.handoff;

import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.ThisProcess;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.handoff.OfferLimits.SocketChoice;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One handoff's way to its seat.
 *
 * <pre>
 *   TRYING ── connected ──► done(SeatLine)
 *     │ ▲
 *     │ └── WAITING: ENOENT, ECONNREFUSED: 10·2^n ms, maxRetries times; EAGAIN (backlog full): 5 to 20 ms; neither
 *     │             beyond the connect timeout, and 256 at one time for one path
 *     └── anything else, or no more tries ──► done(Failed | Refused)          cancel() ──► nothing more
 * </pre>
 *
 * <p>connect(2) between Unix sockets never waits: it succeeds or fails at once. For its loop's thread only.
 */
public final class SeatAttempt {
    private static final int FIRST_BACKOFF_MILLIS = 10;
    private static final int FULL_BACKOFF_MIN_MILLIS = 5;
    private static final int FULL_BACKOFF_MAX_MILLIS = 20;

    private final SeatConnector connector;
    private final Loop loop;
    private final SeatAddress seat;
    private final OfferLimits limits;
    private final Consumer<SeatConnection> done;
    private final long startNanos = System.nanoTime();
    private final Timer again = new Timer(this::tryAgain);
    private int retries;
    private boolean waits;

    SeatAttempt(
            SeatConnector connector, Loop loop, SeatAddress seat, OfferLimits limits, Consumer<SeatConnection> done) {
        this.connector = connector;
        this.loop = loop;
        this.seat = seat;
        this.limits = limits;
        this.done = done;
    }

    /** Gives up; the one who asked is not called. Harmless where it is over. */
    public void cancel() {
        loop.wheel().clear(again);
        stopWaiting();
    }

    private void tryAgain() {
        stopWaiting();
        tryNow();
    }

    void tryNow() {
        SeatConnection found = find();
        if (found != null) {
            done.accept(found);
        }
    }

    /** One try; null where another one follows. */
    private @Nullable SeatConnection find() {
        try (PathFd file = seat.open()) {
            return connectTo(file);
        } catch (SeatAddress.RefusedException e) {
            return new OfferResult.Refused(e.status(), 0, String.valueOf(e.getMessage()));
        } catch (ErrnoException.NotFound | ErrnoException.Refused e) {
            return retryMissing(e);
        } catch (ErrnoException.BacklogFull e) {
            return retryFull(e);
        } catch (ErrnoException e) {
            return failed(e, null);
        }
    }

    private SeatConnection connectTo(PathFd file) throws ErrnoException {
        FileFacts facts = file.facts();
        SocketType first = switch (limits.socketType()) {
            case SEQPACKET -> SocketType.SEQPACKET;
            case STREAM -> SocketType.STREAM;
            case AUTO -> connector.typeOf(facts.identity());
        };
        try {
            return connected(file, facts, first);
        } catch (ErrnoException.WrongType e) {
            if (limits.socketType() != SocketChoice.AUTO) {
                return failed(e, facts);
            }
        } catch (ErrnoException.Denied e) {
            return failed(e, facts);
        }
        SocketType other = first == SocketType.STREAM ? SocketType.SEQPACKET : SocketType.STREAM;
        try {
            return connected(file, facts, other);
        } catch (ErrnoException.WrongType e) {
            return failed(e, facts); // a datagram socket
        }
    }

    private SeatConnection connected(PathFd file, FileFacts facts, SocketType type) throws ErrnoException {
        UnixSocket socket = UnixSocket.open(type);
        boolean given = false;
        try {
            socket.connect(UnixAddress.through(file));
            String stranger = stranger(type, socket.peerCredentials().uid());
            if (stranger != null) {
                return new OfferResult.Refused(403, 0, stranger);
            }
            connector.remember(facts.identity(), type);
            given = true;
            return new SeatLine(loop, socket, seat.path(), limits);
        } finally {
            if (!given) {
                socket.close();
            }
        }
    }

    /** Why a listener of this uid is not taken for a seat, or null. */
    private @Nullable String stranger(SocketType type, int uid) {
        if (!limits.seatOfUid().test(uid)) {
            return seat.path() + " is listened on by uid " + uid + ", whom SocketHandoffPeerUsers does not name";
        }
        boolean guessed = type == SocketType.STREAM && limits.socketType() == SocketChoice.AUTO;
        return guessed && !limits.streamOfUid().test(uid)
                ? seat.path() + " is a SOCK_STREAM socket of uid " + uid + ": it is taken for a seat only if"
                        + " SocketHandoffPeerUsers names that user or SocketHandoffSocketType is stream"
                : null;
    }

    private @Nullable SeatConnection retryMissing(ErrnoException why) {
        long backoff = (long) FIRST_BACKOFF_MILLIS << retries;
        if (retries >= limits.maxRetries() || backoff > leftMillis()) {
            return failed(why, null);
        }
        retries++;
        return waitFor(backoff, why);
    }

    private @Nullable SeatConnection retryFull(ErrnoException why) {
        long left = leftMillis();
        if (left <= 0) {
            return failed(why, null);
        }
        long backoff = ThreadLocalRandom.current().nextInt(FULL_BACKOFF_MIN_MILLIS, FULL_BACKOFF_MAX_MILLIS + 1);
        return waitFor(Math.min(backoff, left), why);
    }

    private long leftMillis() {
        return limits.connectTimeoutMillis() - (System.nanoTime() - startNanos) / 1_000_000;
    }

    private @Nullable SeatConnection waitFor(long millis, ErrnoException why) {
        if (!connector.mayWait(seat.path())) {
            return new OfferResult.Failed(
                    why.call(),
                    why.errno(),
                    true,
                    said(why) + "; " + SeatConnector.WAITING_MAX + " handoffs wait for it already");
        }
        waits = true;
        loop.wheel().set(again, millis);
        return null;
    }

    private void stopWaiting() {
        if (waits) {
            waits = false;
            connector.waitsNoMore(seat.path());
        }
    }

    private OfferResult.Failed failed(ErrnoException e, @Nullable FileFacts facts) {
        String detail = said(e);
        if (e instanceof ErrnoException.Denied) {
            detail += permissions(facts);
        } else if (e.errno() == Errno.EPROTOTYPE) {
            detail += "; the socket there is of another type than " + limits.socketType();
        }
        return new OfferResult.Failed(e.call(), e.errno(), true, detail);
    }

    /** With the path once. Another one is named by the error itself: that of the prefix. */
    private String said(ErrnoException e) {
        return seat.path() + ": " + (seat.path().equals(e.path()) ? e.reason() : e.getMessage());
    }

    private static String permissions(@Nullable FileFacts facts) {
        String mine =
                "; this process runs as uid " + ThisProcess.effectiveUid() + ", gid " + ThisProcess.effectiveGid();
        return facts == null
                ? mine
                : "; the socket belongs to uid " + facts.uid() + ", gid " + facts.gid()
                        + String.format(" and has mode %04o", facts.mode()) + mine;
    }
}
