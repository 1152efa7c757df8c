import dev.usher.server.connection.*;
import java.util.List;
import org.slf4j.*;

/** A pre-connection handler that lets some addresses in, whatever the protocol behind it, and hangs up on all others. */
public final class IpGate implements PreConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("gate");
    private static final List<String> WELCOME = List.of("127.0.0.1", "::1", "10.", "192.168.");

    @Override
    public Outcome handle(Connection connection, ClientSocket socket) {
        String client = socket.remoteHost();
        boolean welcome = WELCOME.stream()
                .anyMatch(each -> each.endsWith(".") ? client.startsWith(each) : client.equals(each));
        if (welcome) {
            connection.notes().set("gate", "passed"); // for whoever comes later: filters, requests
            return Outcome.OK;
        }
        LOG.info("{} is not let in", client);
        connection.close();
        return Outcome.DONE; // nobody else is to be asked, and no protocol begins on a closed connection
    }
}
