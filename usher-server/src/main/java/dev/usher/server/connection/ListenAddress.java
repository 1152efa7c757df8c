package dev.usher.server.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What to listen on.
 *
 * @param address null for every address, IPv4 and IPv6
 * @param port 0 for one the kernel chooses, to 65535
 */
public record ListenAddress(@Nullable InetAddress address, int port) {

    /** Refuses what is no port. */
    public ListenAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port must be between 0 and 65535, not " + port);
        }
    }

    /** As a configuration writes it: {@code *:80}, {@code 127.0.0.1:80}, {@code [::1]:80}. */
    @Override
    public String toString() {
        if (address == null) {
            return "*:" + port;
        }
        String host = AddressText.of(address);
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    InetSocketAddress toSocketAddress() {
        return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }
}
