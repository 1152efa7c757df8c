package dev.usher.server.http;

import dev.usher.server.connection.Connection;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.Output;
import dev.usher.server.connection.RequestScope;
import java.util.function.Consumer;

/**
 * One request and its answer. For the connection's driver only: who is elsewhere goes through {@link
 * Connection#execute}.
 *
 * <pre>
 *   handler runs ─ OK, Eos passed ──────────────► COMPLETED
 *      │ └ SUSPENDED ─ passes later, Eos ───────► COMPLETED
 *      ├ fail, or an exception ─────────────────► FAILED      (an error answer, or the connection is cut)
 *      ├ surrender ─────────────────────────────► HANDED_OFF  (nothing is written any more)
 *      └ the client goes ───────────────────────► DEPARTED    (a reset at any time; FIN before the head was sent)
 * </pre>
 */
public interface Exchange extends RequestScope {
    /** The request's head. */
    RequestHead request();

    /** Status and headers of the answer; may be changed until {@link Response#isSent}. */
    Response response();

    /** The request's body, whole, read before the handler runs; empty where there is none. Owned by the exchange. */
    SpooledBody body();

    /**
     * The request's own input filters, behind them its body without its framing. The body is read through them before the
     * handler runs: filters are added by {@link Resource#addInputFilters}.
     */
    Input in();

    /**
     * The answer's output: data, then Eos. What is passed first sends the head. Not after Eos, and not after the end.
     */
    Output out();

    /**
     * Whether a filter of the answer may make its body longer or shorter. What a handler says of its length is then not told to
     * the client, and parts of it (RFC 9110 section 14) have no meaning.
     */
    boolean mayChangeLength();

    /** The client's connection. */
    Connection connection();

    /** The host by name. */
    Site site();

    /** What the request's path led to. */
    Resource resource();

    /** Unique in this process and over its restarts, for logs and error pages: letters, digits and {@code -}. */
    String id();

    /** How long this request has held a worker of its application; begun and ended by the handler. */
    WorkerTime worker();

    /** Whether this is what the client asked for, and no inner request made for it (an error document). */
    boolean isMain();

    /**
     * The answer comes later. A handler that has called this returns {@link
     * dev.usher.server.connection.Outcome#SUSPENDED}; returning that alone
     * does the same. Until the end the connection's next request is not read.
     */
    void suspend();

    /** The connection looks again at this exchange. Passing Eos does it by itself. */
    void resume();

    /**
     * Runs {@code step} once on the driver as soon as {@code out().shouldYield()} is false; never after the end. A
     * step given before is replaced. How a
     * producer that had to stop goes on.
     */
    void whenWritable(Runnable step);

    /**
     * An error answer where the head was not sent yet, else the connection is cut. Ends the exchange; after its end:
     * nothing.
     */
    void fail(HttpError error);

    /**
     * Somebody else has the client's socket now: {@link dev.usher.server.connection.Wire#surrender} is called, where that was
     * not done already (on a fiber it must have been, by the loop), and no byte is written any more. Ends the exchange.
     *
     * @throws IllegalStateException where bytes of this connection wait on either side, or the head was sent
     */
    void surrender();

    /** Whether the end has come; nothing can be passed any more. */
    boolean isEnded();

    /** Has {@code once} called, on the driver, when the exchange ends, whichever way; at once where it has ended. */
    void onEnd(Consumer<End> once);

    /** How an exchange has ended. */
    enum End {
        /** The answer was passed whole. What of it the client's kernel took nobody knows. */
        COMPLETED,
        /** An error answer was passed, or the answer was cut. */
        FAILED,
        /** The client has gone. */
        DEPARTED,
        /** The client's socket is somebody else's now. */
        HANDED_OFF
    }
}
