package dev.usher.server;

import dev.usher.config.BadValue;
import dev.usher.server.connection.ListenAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the addresses of {@code Listen} and {@code <VirtualHost>}. Names are not looked up: no start waits for DNS. */
final class Addresses {
    private static final int PORT_MAX = 65_535;

    private Addresses() {}

    /** {@code 8010}, {@code 127.0.0.1:80}, {@code [::1]:80}, {@code *:80}, then perhaps the protocol. */
    static ListenAddress listen(List<String> words) throws BadValue {
        if (words.size() == 2 && !words.get(1).equalsIgnoreCase("http")) {
            throw new BadValue("takes the protocol http only; TLS is not spoken here yet", words.get(1));
        }
        String word = words.getFirst();
        int colon = portColon(word);
        String host = colon < 0 ? "*" : word.substring(0, colon);
        return new ListenAddress(address(host, word), port(word.substring(colon + 1), word, 0));
    }

    static List<HostAddress> hosts(List<String> words) throws BadValue {
        List<HostAddress> all = new ArrayList<>();
        for (String word : words) {
            int colon = portColon(word);
            String host = colon < 0 ? word : word.substring(0, colon);
            String port = colon < 0 ? "*" : word.substring(colon + 1);
            all.add(new HostAddress(address(host, word), port.equals("*") ? 0 : port(port, word, 1)));
        }
        return List.copyOf(all);
    }

    /** The colon before the port; -1 where there is none: the colons of {@code [::1]} and {@code ::1} do not count. */
    private static int portColon(String word) {
        int colon = word.lastIndexOf(':');
        boolean bare = word.indexOf(':') != colon && !word.startsWith("[");
        return bare || colon < word.lastIndexOf(']') ? -1 : colon;
    }

    private static @Nullable InetAddress address(String host, String word) throws BadValue {
        if (host.equals("*") || host.equalsIgnoreCase("_default_")) {
            return null;
        }
        if (host.equalsIgnoreCase("localhost")) {
            return InetAddress.ofLiteral("127.0.0.1");
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            return InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException e) {
            throw new BadValue(
                    "takes an IP address (a.b.c.d or [a::b]), localhost, * or _default_, and a port; names are not looked up",
                    word);
        }
    }

    private static int port(String digits, String word, int min) throws BadValue {
        int port = -1;
        if (!digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            port = Integer.parseInt(digits);
        }
        if (port < min || port > PORT_MAX) {
            throw new BadValue("takes a port between " + min + " and " + PORT_MAX, word);
        }
        return port;
    }

    /** {@code example.org}, {@code http://example.org:80}: the name alone, in lower case. */
    static String hostName(String word) throws BadValue {
        String name = word.toLowerCase(Locale.ROOT);
        int scheme = name.indexOf("://");
        name = scheme < 0 ? name : name.substring(scheme + 3);
        int colon = portColon(name);
        name = colon < 0 ? name : name.substring(0, colon);
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == '/' || c >= 0x7f)) {
            throw new BadValue("takes the name of a host", word);
        }
        return name;
    }
}
