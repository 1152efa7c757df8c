package dev.usher.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code <VirtualHost>} stands at.
 *
 * @param address null for every address ({@code *}, {@code _default_})
 * @param port 0 for every port
 */
record HostAddress(@Nullable InetAddress address, int port) {

    /** Whether a client that came to {@code local} is this host's. */
    boolean matches(InetSocketAddress local) {
        return (port == 0 || port == local.getPort()) && (address == null || address.equals(local.getAddress()));
    }

    /** Whether it names an address: such hosts come before those that stand at every one. */
    boolean isSpecific() {
        return address != null;
    }
}
