package dev.usher.daemon.receive;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.SocketFacts;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, as far as its address tells. An IPv4 address is one client's; of an IPv6 address the /64 prefix is, because
 * whoever has one address of it has them all (RFC 6177: a site gets a /64 at the least).
 */
final class ClientAddress {
    private static final int PREFIX_BYTES = 8;

    private ClientAddress() {}

    /** Of the peer of a TCP socket; null where there is none: a Unix socket, or a client that has gone. */
    static @Nullable String of(Fd client) {
        try {
            return of(SocketFacts.of(client).peerAddress());
        } catch (ErrnoException e) {
            return null;
        }
    }

    /** Of what {@link SocketFacts#peerAddress} says: {@code 1.2.3.4:80} or {@code [::1]:80}. */
    static @Nullable String of(String peer) {
        int portAt = peer.lastIndexOf(':');
        if (portAt <= 0 || peer.startsWith("/") || peer.startsWith("@")) {
            return null;
        }
        String host = peer.startsWith("[") ? peer.substring(1, portAt - 1) : peer.substring(0, portAt);
        int scopeAt = host.indexOf('%');
        byte[] bytes = InetAddress.ofLiteral(scopeAt < 0 ? host : host.substring(0, scopeAt))
                .getAddress();
        return bytes.length == 4
                ? host // IPv4 mapped into IPv6 is written, and read, as IPv4
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, PREFIX_BYTES));
    }
}
