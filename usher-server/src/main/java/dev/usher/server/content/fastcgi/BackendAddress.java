package dev.usher.server.content.fastcgi;

import dev.usher.config.BadValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an application listens. It comes from the configuration alone, read once at start: nothing a client sends has a
 * part in it (ATTACKS D1, CVE-2021-40438).
 */
public sealed interface BackendAddress {
    /** The port of {@code fcgi://HOST} without one, as in httpd. */
    int DEFAULT_PORT = 8000;

    /**
     * A Unix socket.
     *
     * @param path absolute
     */
    record Unix(Path path) implements BackendAddress {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A TCP port.
     *
     * @param address resolved when the configuration was read, so that no event loop ever waits for a name server
     */
    record Tcp(InetSocketAddress address) implements BackendAddress {
        @Override
        public String toString() {
            return address.getHostString() + ":" + address.getPort();
        }
    }

    /** What {@code SetHandler} takes, for messages and documentation. */
    String SYNTAX = "proxy:unix:/SOCKET|fcgi://localhost, proxy:fcgi://HOST:PORT";

    /**
     * Reads what stands behind {@code SetHandler}.
     *
     * @param handler begins with {@code proxy:}
     * @throws BadValue for anything but FastCGI over a Unix socket or TCP, and for a host that has no address
     */
    static BackendAddress parse(String handler) throws BadValue {
        Matcher unix = Forms.UNIX.matcher(handler);
        if (unix.matches()) {
            return new Unix(path(unix.group(1), handler));
        }
        Matcher tcp = Forms.TCP.matcher(handler);
        if (tcp.matches()) {
            return new Tcp(new InetSocketAddress(resolve(tcp.group(1), handler), port(tcp.group(2), handler)));
        }
        boolean fastCgi = handler.toLowerCase(java.util.Locale.ROOT).contains("fcgi://");
        throw new BadValue(
                fastCgi
                        ? "must be one of " + SYNTAX + " (no path, no user)"
                        : "must be one of " + SYNTAX + " (a reverse proxy for other protocols comes later)",
                handler);
    }

    private static Path path(String text, String handler) throws BadValue {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadValue("must name a socket (" + e.getReason() + ")", handler);
        }
    }

    private static InetAddress resolve(String host, String handler) throws BadValue {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new BadValue("must name a host that has an address; " + host + " has none", handler);
        }
    }

    private static int port(String digits, String handler) throws BadValue {
        if (digits == null || digits.isEmpty()) {
            return DEFAULT_PORT;
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new BadValue("must have a port from 1 to 65535", handler);
        }
        return port;
    }

    /** The two forms, in expressions of their own because an interface can keep nothing private. */
    final class Forms {
        private static final Pattern UNIX =
                Pattern.compile("proxy:unix:(/[^|]+)\\|fcgi://[^/|@?#]*/?", Pattern.CASE_INSENSITIVE);
        private static final Pattern TCP = Pattern.compile(
                "proxy:fcgi://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::([0-9]{1,5}))?/?", Pattern.CASE_INSENSITIVE);

        private Forms() {}
    }
}
