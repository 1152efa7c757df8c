package dev.usher.cli.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The machine's TCP ports: which is free, and which one a line may move to. */
final class Ports {
    private static final int TRIES = 200;
    private static final int MAX = 65_535;
    private static final int USUAL = 8080;

    /** The ports of the file, and those that findings have told lines to move to. */
    private final Set<Integer> spoken = new HashSet<>();

    /** A port that some line has already. */
    void speak(int port) {
        spoken.add(port);
    }

    /**
     * Binds for a moment and never listens, so that no client can come to the probe.
     *
     * @throws BindException where the port is taken, or not allowed, or the address is not this machine's
     */
    static void probe(String host, int port) throws IOException {
        try (SocketChannel probe = SocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address(host, port));
        }
    }

    private static InetSocketAddress address(String host, int port) throws UnknownHostException {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** The next port from one on that is free, no other line's, and none the kernel takes for connections of its own. */
    int next(String host, int from) {
        int port = isConnections(from) ? USUAL : from;
        for (int i = 0; i < TRIES && !isFree(host, port); i++) {
            port = port >= MAX || isConnections(port + 1) ? USUAL : port + 1;
        }
        spoken.add(port);
        return port;
    }

    private boolean isFree(String host, int port) {
        if (spoken.contains(port)) {
            return false;
        }
        try {
            probe(host, port);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Whether a connection of any process may have it (ip(7), ip_local_port_range). */
    private static boolean isConnections(int port) {
        List<Integer> range = MachineCheck.numbers("net/ipv4/ip_local_port_range");
        return range.size() == 2 && port >= range.getFirst() && port <= range.getLast();
    }
}
