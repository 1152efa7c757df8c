package dev.usher.server.handoff;

import dev.usher.fd.Errno;
import dev.usher.fd.SocketType;
import dev.usher.handoff.OfferLimits;
import dev.usher.handoff.OfferResult;
import dev.usher.handoff.OfferedClient;
import dev.usher.handoff.SeatAddress;
import dev.usher.handoff.SeatAttempt;
import dev.usher.handoff.SeatConnection;
import dev.usher.handoff.SeatConnector;
import dev.usher.handoff.SeatLine;
import dev.usher.loop.Loop;
import dev.usher.server.connection.Wire;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HttpError;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One client on its way to one seat.
 *
 * <pre>
 *   SENDING (an earlier answer leaves) ─► CONNECTING (tried again while that makes sense)
 *        ─► OFFERED: the lane is chosen and the client sent in one turn of its loop ─► surrendered: nothing is written to it
 *   any failure ─► an error answer: the client is still ours          the client leaves ─► everything is given up
 * </pre>
 *
 * <p>On the client's home loop, whoever drives the connection: no byte may be read between the send and the surrender, which
 * are one turn of it. What concerns the exchange is a step of its driver.
 */
final class Seating implements OfferedClient {
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Usher usher;
    private final Exchange exchange;
    private final SeatAddress seat;
    private final OfferLimits limits;
    private final byte[] data;
    private final Wire wire;
    private final Loop loop;
    private final long startNanos = System.nanoTime();
    private @Nullable SeatAttempt attempt;
    private @Nullable SeatLine line;
    private @Nullable SocketType type;
    private boolean over;

    Seating(Usher usher, Exchange exchange, SeatAddress seat, OfferLimits limits, byte[] data) {
        this.usher = usher;
        this.exchange = exchange;
        this.seat = seat;
        this.limits = limits;
        this.data = data;
        this.wire = exchange.connection().wire();
        this.loop = exchange.connection().loop();
    }

    /** Driver only. */
    void begin(SeatConnector connector) {
        exchange.onEnd(_ -> onLoop(this::giveUp));
        wire.whenSent(() -> onLoop(() -> connect(connector)));
    }

    private void connect(SeatConnector connector) {
        if (!over) {
            attempt = connector.connect(loop, seat, limits, this::found);
        }
    }

    private void found(SeatConnection connection) {
        switch (connection) {
            case SeatLine connected -> offer(connected);
            case OfferResult.Refused refused -> fail(forbidden(refused));
            case OfferResult.Failed failed -> fail(unavailable(failed.detail() + remedy(failed)));
        }
    }

    private void offer(SeatLine connected) {
        line = connected;
        type = connected.type();
        connected.offer(ByteBuffer.wrap(data), this, this::offered);
    }

    private void offered(OfferResult result) {
        line = null;
        switch (result) {
            case OfferResult.Sent _ -> {
                wire.surrender();
                onDriver(this::sent);
            }
            case OfferResult.Refused _ -> fail(unsent("the relayed lane is not built yet, and " + hindrance()));
            case OfferResult.Failed failed -> fail(unsent(failed.detail()));
        }
    }

    /**
     * The client is the seat's: from here on nothing can fail. An application that says 500 and names a seat has failed
     * behind its own header, which nobody else would ever see.
     */
    private void sent() {
        if (!exchange.isEnded()) {
            exchange.surrender();
        }
        usher.watch().sent(exchange, seat.path(), System.nanoTime() - startNanos);
        int status = exchange.response().status();
        Usher.LOG
                .atLevel(status >= 500 ? Level.WARN : Level.INFO)
                .log(
                        "{} {}: handed off with {} bytes of data over {}, the application's status was {}, {} ms",
                        exchange.id(),
                        seat.path(),
                        data.length,
                        type,
                        status,
                        elapsedMillis());
    }

    // ---- whether the client may go, asked in the turn of the send

    @Override
    public int number() {
        return wire.descriptor();
    }

    @Override
    public boolean mayLeave() {
        wire.dropBlankLines(); // the CRLF that some clients put behind a body is no request
        return !over && hindrance() == null;
    }

    /** Why the client's own socket cannot be given away; null where it can. */
    private @Nullable String hindrance() {
        if (!wire.bare()) {
            return "TLS or a connection filter stands between the client and its socket";
        }
        if (wire.buffered() > 0) {
            return wire.buffered() + " bytes behind the request were read already";
        }
        return wire.unsent() > 0 ? wire.unsent() + " bytes of an earlier answer are unsent" : null;
    }

    // ---- what fails

    private static HttpError forbidden(OfferResult.Refused refused) {
        return HttpError.of(refused.status(), "The application named a seat that is not allowed.", refused.reason());
    }

    private static HttpError unavailable(String detail) {
        return HttpError.of(503, "The service that would answer is not there now.", detail)
                .retryAfterSeconds(RETRY_AFTER_SECONDS);
    }

    /** The commonest of all failures: the daemon does not run, or listens elsewhere. */
    private static String remedy(OfferResult.Failed failed) {
        return failed.errno() == Errno.ENOENT || failed.errno() == Errno.ECONNREFUSED
                ? "; nobody listens there: start the daemon (usher daemon --socket PATH), or see what usher doctor says"
                : "";
    }

    private static HttpError unsent(String detail) {
        return HttpError.of(500, "The connection could not be passed on.", detail);
    }

    /** The line begins with the path, and a path may be long. */
    private String said(HttpError error) {
        String twice = seat.path() + ": ";
        return error.detail().startsWith(twice) ? error.detail().substring(twice.length()) : error.detail();
    }

    private void fail(HttpError error) {
        onDriver(() -> failOnDriver(error));
    }

    private void failOnDriver(HttpError error) {
        if (exchange.isEnded()) {
            return;
        }
        Usher.LOG.error(
                "{} {}: {} {}, {} ms", exchange.id(), seat.path(), error.status(), said(error), elapsedMillis());
        usher.watch().refused(error.status());
        exchange.fail(error.logged());
    }

    private long elapsedMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    /** The exchange has ended, whichever way: what was begun for it is released. */
    private void giveUp() {
        over = true;
        if (attempt != null) {
            attempt.cancel();
        }
        if (line != null) {
            line.drop();
            line = null;
        }
    }

    private void onDriver(Runnable step) {
        if (exchange.connection().isDriver()) {
            step.run();
        } else {
            exchange.connection().execute(step);
        }
    }

    private void onLoop(Runnable step) {
        if (loop.inLoop()) {
            step.run();
        } else {
            loop.execute(step);
        }
    }
}
