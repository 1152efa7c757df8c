package dev.usher.daemon;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the admin port listens.
 *
 * @param host a name or an address, an IPv6 address without its brackets; empty for all addresses
 * @param port 0 to 65535; 0 is any free one, and {@value #NO_PORT} means that there is no admin port
 */
public record MetricsAddress(String host, int port) {
    private static final int NO_PORT = -1;
    private static final int MAX_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile(
            "(?:\\[(?<six>[0-9A-Fa-f:.]+(?:%[0-9A-Za-z._-]+)?)]|(?<name>[0-9A-Za-z._-]*)):(?<port>[0-9]{1,5})");

    /** No admin port. */
    static final MetricsAddress OFF = new MetricsAddress("", NO_PORT);

    /** {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code :PORT}, or {@code off}. */
    static final ValueType<MetricsAddress> TYPE = ValueType.of("HOST:PORT|off", 1, 1, words -> parse(words.getFirst()));

    private static MetricsAddress parse(String word) throws BadValue {
        if (word.equalsIgnoreCase("off")) {
            return OFF;
        }
        Matcher form = FORM.matcher(word);
        if (!form.matches() || Integer.parseInt(form.group("port")) > MAX_PORT) {
            throw new BadValue(
                    "must be HOST:PORT or [IPV6]:PORT with a port up to " + MAX_PORT
                            + ", such as 127.0.0.1:9090, or off",
                    word);
        }
        String six = form.group("six");
        return new MetricsAddress(six == null ? form.group("name") : six, Integer.parseInt(form.group("port")));
    }

    /** Whether there is to be no admin port. */
    public boolean isOff() {
        return port == NO_PORT;
    }

    /** The address; a name is looked up now, and is unresolved where nobody knows it. */
    InetSocketAddress lookUp() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }
}
