package dev.usher.daemon;

import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.observe.AdminPort;
import dev.usher.daemon.observe.SeatView;
import dev.usher.daemon.receive.StartException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a seat's admin port as its settings say, the last thing of a start. */
final class AdminStart {
    private static final Logger LOG = LoggerFactory.getLogger(AdminStart.class);

    /** What an operator asks for at night. */
    private static final List<Setting<?>> SHOWN = List.of(
            SeatSettings.EVENT_FORMAT,
            SeatSettings.MAX_CONNECTIONS,
            SeatSettings.FIRST_BYTE_TIMEOUT,
            SeatSettings.IDLE_TIMEOUT,
            SeatSettings.MAX_STREAM_DURATION,
            SeatSettings.CLIENT_WRITE_TIMEOUT,
            SeatSettings.HEARTBEAT_INTERVAL,
            SeatSettings.DRAIN_TIMEOUT);

    /** The three places where the address can be named. */
    private static final String NAMES = SeatSettings.METRICS_ADDR.flag().orElseThrow() + ", "
            + SeatSettings.METRICS_ADDR.environment().orElseThrow() + " or " + SeatSettings.METRICS_ADDR.name();

    /** A seat that is relieved looks for it five times a second, and then lets go at once. */
    private static final int INHERIT_TRIES = 50;

    private static final int INHERIT_PAUSE_MILLIS = 100;

    private AdminStart() {}

    /** How many descriptors are to be kept for it. */
    static int descriptors(Values values) {
        return values.get(SeatSettings.METRICS_ADDR).isOff() ? 0 : AdminPort.DESCRIPTORS_MAX;
    }

    /**
     * Opens it.
     *
     * @param takingOver whether another seat is about to be relieved, whose address it may be as yet
     * @return null where it is off; where its default address is taken: nobody asked for that one; or where it is in use
     *     and to be inherited
     * @throws StartException where a configured address cannot be listened at
     */
    static @Nullable AdminPort open(Values values, SeatView seat, boolean takingOver) throws StartException {
        MetricsAddress wanted = values.get(SeatSettings.METRICS_ADDR);
        if (wanted.isOff()) {
            return null;
        }
        String written = written(values, SeatSettings.METRICS_ADDR);
        InetSocketAddress address = wanted.lookUp();
        if (address.isUnresolved()) {
            throw new StartException("MetricsAddr " + written + ": nobody knows the host " + wanted.host()
                    + "; name another by " + NAMES);
        }
        try {
            return AdminPort.open(address, seat);
        } catch (IOException e) {
            if (takingOver && isInUse(e)) {
                return null;
            }
            String why = "MetricsAddr " + written + " cannot be listened at: " + e.getMessage();
            if (values.isSet(SeatSettings.METRICS_ADDR)) {
                throw new StartException(why + "; name another address, or off, by " + NAMES, e);
            }
            LOG.warn(
                    "{}; {} goes without metrics and status page; {} gives it an address, or off",
                    why,
                    seat.path(),
                    NAMES);
            return null;
        }
    }

    /**
     * Opens the port at an address that the seat which was relieved lets go of; waits for it, some 5 seconds at most.
     *
     * @return null where it is off, or still in use: the path is taken over already, and clients are served
     */
    static @Nullable AdminPort inherit(Values values, SeatView seat) {
        MetricsAddress wanted = values.get(SeatSettings.METRICS_ADDR);
        if (wanted.isOff()) {
            return null;
        }
        InetSocketAddress address = wanted.lookUp();
        String why = "its host is no longer known";
        for (int i = 0; i < INHERIT_TRIES && !address.isUnresolved(); i++) {
            try {
                return AdminPort.open(address, seat);
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
                if (!isInUse(e) || !pause()) {
                    break;
                }
            }
        }
        LOG.warn(
                "MetricsAddr {} cannot be listened at: {}; {} goes without metrics and status page",
                written(values, SeatSettings.METRICS_ADDR),
                why,
                seat.path());
        return null;
    }

    /** @return false where the wait was interrupted */
    private static boolean pause() {
        try {
            Thread.sleep(INHERIT_PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** EADDRINUSE; a BindException is EADDRNOTAVAIL, too. */
    private static boolean isInUse(IOException e) {
        return e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
    }

    /** The settings for the status page, as they were written. */
    static Map<String, String> shown(Values values) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Setting<?> setting : SHOWN) {
            shown.put(setting.name(), written(values, setting));
        }
        return shown;
    }

    private static String written(Values values, Setting<?> setting) {
        var all = values.occurrences(setting);
        return all.isEmpty() ? setting.defaultText().orElse("") : all.getLast().written();
    }

    /** As a browser takes it. */
    static String url(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return "http://" + (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":"
                + address.getPort() + "/";
    }
}
