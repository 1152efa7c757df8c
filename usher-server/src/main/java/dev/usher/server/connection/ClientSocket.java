package dev.usher.server.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A client's socket: its facts, and its bytes past all filters (httpd's client_socket). Driver only. */
public interface ClientSocket {
    /** The longest {@link #timeout}: who would wait for longer counts in years, and sums of nanoseconds end at 292 of them. */
    Duration TIMEOUT_MAX = Duration.ofDays(365);

    /** The client's address; of a Unix client an unnamed one. */
    SocketAddress remoteAddress();

    /**
     * Says who the client really is, where a proxy stands before this server: {@link #remoteAddress} from then on, and so what
     * logs, REMOTE_ADDR and {@code Require ip} mean by the client. Only who trusts the proxy may do this, in the first phase.
     *
     * @param said with an address, not a name
     */
    void remoteAddress(InetSocketAddress said);

    /** The address the client connected to. */
    SocketAddress localAddress();

    /** The client's address as logs write it, without the port; "-" where it has none. */
    String remoteHost();

    /** Whether TCP_NODELAY is set, as it is for each client at first. */
    boolean isNoDelay();

    /** Sets TCP_NODELAY (tcp(7)). */
    void noDelay(boolean on);

    /** Number of the client's descriptor; owned by the connection. */
    int descriptor();

    /**
     * Reads, past all filters; waits until there is a byte, or none will come.
     *
     * @param into room for at least one byte; its position moves by what came
     * @return 1 or more bytes, or 0 at the end of the stream, again and again
     * @throws java.net.SocketTimeoutException where nothing came for {@link #timeout}
     * @throws ClientGoneException the connection is over
     * @throws IOException the thread was interrupted while it waited
     * @throws IllegalStateException on an event loop, which never waits, and on a thread that is not the connection's
     */
    int receive(ByteBuffer into) throws IOException;

    /** As {@link #receive(ByteBuffer)}, from the array's beginning. */
    default int receive(byte[] into) throws IOException {
        return receive(ByteBuffer.wrap(into));
    }

    /**
     * Sends, past all filters, and waits until the kernel has taken it; its position moves to its limit.
     *
     * @return what was taken: all of it
     * @throws java.net.SocketTimeoutException where the client took nothing for {@link #timeout}; the connection is aborted
     * @throws ClientGoneException the connection is over
     * @throws IOException the thread was interrupted while it waited
     * @throws IllegalStateException on an event loop, which never waits, and on a thread that is not the connection's
     */
    int send(ByteBuffer from) throws IOException;

    /** As {@link #send(ByteBuffer)}, a part of an array. */
    default int send(byte[] from, int offset, int length) throws IOException {
        return send(ByteBuffer.wrap(from, offset, length));
    }

    /** How long each wait for the client may take, of this object and of the connection's filters: at first the host's Timeout. */
    Duration timeout();

    /**
     * Sets it, for what is waited for from now on.
     *
     * @param each 1 ms to {@link #TIMEOUT_MAX}
     * @throws IllegalArgumentException where it is less or more; the one before holds on
     */
    void timeout(Duration each);
}
