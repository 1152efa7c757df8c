package dev.usher.daemon.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an upstream is.
 *
 * @param tls whether TLS is spoken
 * @param host a name or an address; an IPv6 address has no brackets
 * @param port 1 to 65535
 * @param path in front of each request's path, empty or beginning with a slash, never ending with one
 * @param socket the Unix socket to connect to, in place of the host, which is named in requests all the same
 */
public record UpstreamTarget(boolean tls, String host, int port, String path, Optional<Path> socket) {
    /**
     * Reads a base URL such as {@code https://api.openai.com/v1}.
     *
     * @throws IllegalArgumentException where it is none; the message names the value, less a password
     */
    public static UpstreamTarget parse(String base) {
        URI uri;
        try {
            uri = new URI(base);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + base + "' is no URL: " + e.getReason(), e);
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a base URL must have no user or password: the key has a setting of its own");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException("'" + base + "' must begin with http:// or https:// and a host");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("'" + base + "' must have no query and no fragment");
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() == -1 ? (tls ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("'" + base + "' has port " + port + ", must be between 1 and 65535");
        }
        return new UpstreamTarget(tls, bare(uri.getHost()), port, withoutEnd(uri.getRawPath()), Optional.empty());
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String withoutEnd(String path) {
        String left = path;
        while (left.endsWith("/")) {
            left = left.substring(0, left.length() - 1);
        }
        return left;
    }

    /** The same, reached by a Unix socket. */
    public UpstreamTarget by(Path unixSocket) {
        return new UpstreamTarget(tls, host, port, path, Optional.of(unixSocket));
    }

    /** What {@code Host} and {@code :authority} say: the port only where it is not the scheme's. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        String url = (tls ? "https://" : "http://") + authority() + path;
        return socket.map(at -> url + " by " + at).orElse(url);
    }
}
