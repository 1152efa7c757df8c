package dev.usher.server.connection;

import java.net.SocketAddress;

/** The facts of a client's socket. Driver only. */
public interface ClientSocket {
    /** The client's address; of a Unix client an unnamed one. */
    SocketAddress remoteAddress();

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
}
