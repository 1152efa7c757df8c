package dev.usher.server.handoff;

import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.handoff.OfferLimits.SocketChoice;
import java.util.List;

/**
 * The handoff's settings: the directives and defaults of the first seed, two of the reference, two of ours. Each inherits
 * on its own: a virtual host that sets one keeps the main server's others.
 */
public final class HandoffSettings {
    /** Whether X-Socket-Handoff is acted on; both headers are taken out of answers either way. */
    public static final Setting<Boolean> ENABLED = Setting.flag("SocketHandoffEnabled")
            .byDefault("On")
            .in(SERVER, VHOST)
            .help("Whether an application's X-Socket-Handoff is acted on; the headers never reach a client.");

    /** Where seats' sockets are. */
    static final Setting<AllowedPrefix> PREFIX = Setting.of("SocketHandoffAllowedPrefix", AllowedPrefix.TYPE)
            .byDefault("/var/run/")
            .in(SERVER, VHOST)
            .help("The directory a seat's socket must be in, links resolved; / for any.");

    /** How long a full backlog is waited for. */
    public static final Setting<Integer> CONNECT_TIMEOUT_MILLIS = Setting.integer(
                    "SocketHandoffConnectTimeoutMs", 1, 60_000)
            .byDefault("500")
            .in(SERVER, VHOST)
            .help("How many milliseconds a seat whose queue is full is waited for.");

    /** How long a socket that takes nothing is waited for. */
    public static final Setting<Integer> SEND_TIMEOUT_MILLIS = Setting.integer("SocketHandoffSendTimeoutMs", 1, 60_000)
            .byDefault("200")
            .in(SERVER, VHOST)
            .help("How many milliseconds a seat that takes no data is waited for.");

    /** Retries of a seat that is not there. */
    public static final Setting<Integer> MAX_RETRIES = Setting.integer("SocketHandoffMaxRetries", 0, 10)
            .byDefault("2")
            .in(SERVER, VHOST)
            .help("How often a seat that is not there is tried again, after 10, 20, 40 ... ms.");

    /** The type of the seats' sockets. */
    public static final Setting<SocketChoice> SOCKET_TYPE = Setting.oneOf("SocketHandoffSocketType", SocketChoice.class)
            .byDefault("auto")
            .in(SERVER, VHOST)
            .help("The type of the seats' sockets; auto tries seqpacket, and stream where the seat is one.");

    /** Who may listen. */
    static final Setting<List<PeerUser>> PEER_USERS = Setting.of("SocketHandoffPeerUsers", PeerUser.TYPE)
            .in(SERVER, VHOST)
            .eachWord()
            .help(
                    "The users, by name or number, whose sockets are taken for seats; all unless set, but for root's stream"
                            + " sockets.");

    /** All of them, for the catalog. */
    public static final List<Setting<?>> ALL =
            List.of(ENABLED, PREFIX, CONNECT_TIMEOUT_MILLIS, SEND_TIMEOUT_MILLIS, MAX_RETRIES, SOCKET_TYPE, PEER_USERS);

    private HandoffSettings() {}

    /** Sentences about what works and is unwise: a prefix that holds the sockets of all services. */
    public static List<String> cautions(Values values) {
        String prefix = values.get(PREFIX).path();
        boolean wide = List.of("/", "/run", "/var/run").contains(prefix);
        return wide && values.get(ENABLED)
                ? List.of(
                        "SocketHandoffAllowedPrefix is all of " + values.get(PREFIX)
                                + ": an application could name any service's socket there; give the seats a directory of their own")
                : List.of();
    }
}
