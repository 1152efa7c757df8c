package dev.usher.server.http;

import io.netty.util.NetUtil;

/**
 * {@code uri-host [ ":" port ]}, the value of Host (RFC 9110 §7.2) and the authority of an absolute target. Narrower
 * than RFC 3986: no userinfo, no percent-encoding, no sub-delims, no IPvFuture, no zone; a virtual host is never named
 * by them, and they have been used to be two hosts at once.
 *
 * @param host lower case, without a final dot; an IPv6 literal keeps its brackets
 * @param port 1 to 65535, or {@link #NO_PORT}
 */
record Authority(String host, int port) {
    /** No port was given, or an empty one ({@code host:}), which means the same (RFC 3986 §3.2.3). */
    static final int NO_PORT = -1;

    private static final int MAX_HOST_BYTES = 255;

    /**
     * Parses an authority.
     *
     * @param what names where it stood, for the log
     */
    static Authority parse(String raw, String what) throws HttpError {
        if (raw.indexOf('@') >= 0) {
            throw error("has user information", what, raw);
        }
        int hostEnd = raw.startsWith("[") ? raw.indexOf(']') + 1 : hostEnd(raw);
        String host = raw.substring(0, hostEnd);
        boolean valid = host.startsWith("[") ? isIpv6Literal(host) : isName(host);
        if (!valid) {
            throw error("is not a host name or address", what, raw);
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return new Authority(Grammar.lower(name), port(raw.substring(hostEnd), what, raw));
    }

    private static int hostEnd(String raw) {
        int colon = raw.indexOf(':');
        return colon < 0 ? raw.length() : colon;
    }

    private static boolean isName(String host) {
        for (int i = 0; i < host.length(); i++) {
            boolean emptyLabel = host.charAt(i) == '.' && (i == 0 || host.charAt(i - 1) == '.');
            if (emptyLabel || !Grammar.isHostChar(host.charAt(i))) {
                return false;
            }
        }
        return !host.isEmpty() && host.length() <= MAX_HOST_BYTES;
    }

    private static boolean isIpv6Literal(String host) {
        String address = host.substring(1, Math.max(1, host.length() - 1));
        boolean plain = address.chars().allMatch(c -> Grammar.hex(c) >= 0 || c == ':' || c == '.');
        return plain && NetUtil.isValidIpV6Address(address);
    }

    private static int port(String rest, String what, String raw) throws HttpError {
        if (rest.isEmpty() || rest.equals(":")) {
            return NO_PORT;
        }
        String digits = rest.substring(1);
        boolean number = rest.charAt(0) == ':' && Grammar.isDigits(digits) && digits.length() <= 5;
        int port = number ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            throw error("has a port that is not 1 to 65535", what, raw);
        }
        return port;
    }

    /** The same host and port, where a missing port is {@code defaultPort}. */
    boolean isSame(Authority other, int defaultPort) {
        return host.equals(other.host) && portOr(defaultPort) == other.portOr(defaultPort);
    }

    private int portOr(int defaultPort) {
        return port == NO_PORT ? defaultPort : port;
    }

    private static HttpError error(String fault, String what, String raw) {
        return HttpError.badRequest("The host is malformed.", what + " " + fault + ": " + Quoted.text(raw));
    }
}
