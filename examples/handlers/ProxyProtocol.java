import dev.usher.server.connection.*;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.*;
import org.slf4j.*;

/** Takes the line in which a proxy before this server says whose connection it is (PROXY protocol, version 1). */
public final class ProxyProtocol implements PreConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("proxy");
    private static final List<String> PROXIES = List.of("127.0.0.1", "::1"); // anybody else could say anything
    private static final Pattern KNOWN =
            Pattern.compile("PROXY TCP[46] ([0-9a-fA-F.:]{2,39}) [0-9a-fA-F.:]{2,39} (\\d{1,5}) \\d{1,5}\r\n");
    private static final Pattern UNKNOWN = Pattern.compile("PROXY UNKNOWN[^\r\n]*\r\n"); // as its own health checks

    @Override
    public Outcome handle(Connection connection, ClientSocket socket) throws IOException {
        String proxy = socket.remoteHost();
        if (!PROXIES.contains(proxy)) {
            return refused(connection, "is no proxy of ours");
        }
        Duration usual = socket.timeout();
        socket.timeout(Duration.ofSeconds(5)); // a proxy says it at once
        String line = Lines.read(connection); // what comes behind it stays for the protocol
        socket.timeout(usual);
        Matcher known = KNOWN.matcher(line);
        try {
            if (known.matches()) {
                InetAddress client = InetAddress.ofLiteral(known.group(1));
                socket.remoteAddress(new InetSocketAddress(client, Integer.parseInt(known.group(2))));
            } else if (!UNKNOWN.matcher(line).matches()) {
                return refused(connection, "sends no PROXY line");
            }
        } catch (IllegalArgumentException e) { // 300.1.2.3, or port 70000
            return refused(connection, "sends no client's address");
        }
        connection.notes().set("proxy", proxy); // for whoever comes later: filters, requests
        return Outcome.OK;
    }

    private static Outcome refused(Connection connection, String why) {
        LOG.warn("{} {}", connection.clientSocket().remoteHost(), why);
        connection.close();
        return Outcome.DONE; // nobody else is to be asked
    }
}
