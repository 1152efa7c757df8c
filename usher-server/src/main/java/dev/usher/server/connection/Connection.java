package dev.usher.server.connection;

import dev.usher.loop.Loop;

/** One client's connection. All but {@link #execute} and the plain facts is for its driver only. */
public interface Connection {
    /**
     * A note of this name, of whatever value, has {@link #close} drain for 2 s in all and not for 30 (httpd's): for who
     * expects nothing more of this client.
     */
    String SHORT_LINGERING_CLOSE = "short-lingering-close";

    /** Number of the connection in this process, from 1; for logs. */
    long id();

    /** The reading end. */
    Input in();

    /** The writing end. */
    Output out();

    /** The facts of the client's socket. */
    ClientSocket clientSocket();

    /** What handlers leave for one another. */
    Notes notes();

    /** The host chosen by address and port. */
    VirtualHost host();

    /**
     * Adds a handler for this connection alone, behind all others of the phase that runs now.
     *
     * @throws IllegalStateException where that phase is over, too much was pushed, or the handler may wait and this
     *     connection has no thread of its own
     */
    void pushPreConnection(PreConnectionHandler handler);

    /**
     * Adds a protocol for this connection alone, in this phase or the one before: it is asked behind all others, and before
     * HTTP. Else as {@link #pushPreConnection}.
     */
    void pushProcessConnection(ProcessConnectionHandler handler);

    /** The core filter at the end of both chains. */
    Wire wire();

    /** Home loop; what a request opens beside the client lives on it. */
    Loop loop();

    /** Runs a step on the driver; a direct call where the caller is there and no step runs. From any thread. */
    void execute(Runnable step);

    /** Whether the caller is the driver. From any thread. */
    boolean isDriver();

    /** Whether code that waits may run on the driver, and goes on to: not on an event loop, nor on the way there. Driver only. */
    boolean mayBlock();

    /**
     * Gives the connection its protocol, which is advanced from now on: by the event loop, unless a filter or the host's requests
     * may wait. So filters that may wait are added before.
     */
    void become(Protocol protocol);

    /** Sets the one deadline of the connection, {@code delayMillis} from now; the former one is gone. */
    void deadline(long delayMillis);

    /** Takes the deadline away. */
    void noDeadline();

    /**
     * Sends what was passed, then FIN, drains (2 s without a byte, 30 s in all, or {@link #SHORT_LINGERING_CLOSE}) and
     * closes. No byte is parsed any more.
     */
    void close();

    /** Closes at once; the protocol hears of it. */
    void abort(Throwable why);

    /** Whether the connection can still be written to. */
    boolean isOpen();
}
