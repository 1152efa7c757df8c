package dev.usher.daemon.observe;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port an operator looks at: {@code /}, {@code /metrics}, {@code /healthz}, {@code /readyz}. The JDK's server,
 * a virtual thread a request; none of it touches a loop.
 */
public final class AdminPort implements AutoCloseable {
    /** Scrapers, probes and browsers, and room for some that connect and say nothing. Further connections are closed. */
    static final int CONNECTIONS_MAX = 64;

    /** Those which are kept for a next request may take up half of them. */
    private static final int IDLE_MAX = CONNECTIONS_MAX / 2;

    /** What it may have open at a time: connections, listener, its epoll and that one's waker, one file of /proc. */
    public static final int DESCRIPTORS_MAX = CONNECTIONS_MAX + 4;

    private static final Logger LOG = LoggerFactory.getLogger(AdminPort.class);
    private static final int BACKLOG = CONNECTIONS_MAX;

    /**
     * The JDK's server has its limits from the system's properties alone, and none by default. Seconds, connections,
     * header fields, bytes, and milliseconds from one look for silent connections to the next; what somebody has set
     * stays. Who has sent no whole head 2 s after connecting is closed within one second more.
     */
    private static final Map<String, String> LIMITS = Map.of(
            "jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS_MAX),
            "sun.net.httpserver.maxIdleConnections", Integer.toString(IDLE_MAX),
            "sun.net.httpserver.clockTick", "1000",
            "sun.net.httpserver.maxReqTime", "2",
            "sun.net.httpserver.maxRspTime", "10",
            "sun.net.httpserver.maxReqHeaders", "100",
            "sun.net.httpserver.maxReqHeaderSize", "16384");

    private final HttpServer server;

    private AdminPort(HttpServer server) {
        this.server = server;
    }

    /**
     * Opens the port; it answers when this returns.
     *
     * @param address to listen at; port 0 is any free one
     * @throws IOException where the address is taken or not ours; nothing is left open
     */
    public static AdminPort open(InetSocketAddress address, SeatView seat) throws IOException {
        LIMITS.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
        HttpServer server = HttpServer.create();
        boolean bound = false;
        try {
            server.bind(address, BACKLOG);
            bound = true;
        } finally {
            if (!bound) {
                discard(server);
            }
        }
        server.createContext("/", new AdminPages(seat));
        server.setExecutor(request -> Thread.ofVirtual().name("admin").start(request));
        server.start();
        return new AdminPort(server);
    }

    /** The JDK's server closes its selector in the thread that {@code start} begins, and starts only where it is bound. */
    private static void discard(HttpServer server) {
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            server.start();
        } catch (IOException e) {
            LOG.debug("no port to end on", e);
        }
        server.stop(0);
    }

    /** Where it listens, with the port it got. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Closes the port and every connection at once. */
    @Override
    public void close() {
        server.stop(0);
    }
}
