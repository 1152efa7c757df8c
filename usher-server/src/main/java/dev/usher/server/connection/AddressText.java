package dev.usher.server.connection;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Addresses as everybody else writes them: IPv6 as RFC 5952 says ({@code ::1}, where Java writes {@code
 * 0:0:0:0:0:0:0:1}), without a scope, so that a log, an application and a rule of access mean the same text.
 */
public final class AddressText {
    private AddressText() {}

    /** {@code 127.0.0.1}, {@code ::1}. */
    public static String of(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    /** The address of a socket, without its port; {@code none} where it has none, as a Unix socket. */
    public static String of(SocketAddress address, String none) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null ? of(inet.getAddress()) : none;
    }
}
