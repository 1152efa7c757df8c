package dev.usher.cli;

import dev.usher.cli.systemd.Notify;
import dev.usher.config.Change;
import dev.usher.config.ConfigException;
import dev.usher.config.Values;
import dev.usher.daemon.Seat;
import dev.usher.daemon.SeatReload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGHUP does: all logs are opened anew, and the settings are read anew. What counts at once is put to use, what does
 * not is named; where something cannot be read, all stays as it was. Signals that come while one is at work are one more
 * turn, however many.
 */
final class Hangup implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("reload");

    /** Where the settings come from. */
    interface Source {
        /** Reads them. */
        Newer read() throws IOException, ConfigException;

        /** They were put to use. */
        default void taken(Newer newer) {}
    }

    /**
     * Settings that were read anew.
     *
     * @param main those of the process
     * @param seats those of each seat, by the path of its socket
     * @param changed what counts at once, of the process
     * @param needRestart sentences about what does not
     */
    record Newer(Values main, Map<Path, Values> seats, List<Change> changed, List<String> needRestart) {}

    private final String name;
    private final Source source;
    private final Roles roles;
    private final ErrorLog log;
    private final Notify notify;
    private final AtomicInteger signals = new AtomicInteger();

    /**
     * Says how to read.
     *
     * @param name of what is read, for the log
     */
    Hangup(String name, Source source, Roles roles, ErrorLog log, Notify notify) {
        this.notify = notify;
        this.name = name;
        this.source = source;
        this.roles = roles;
        this.log = log;
    }

    @Override
    public void run() {
        int seen = signals.incrementAndGet();
        if (seen > 1) {
            return; // whoever is at work sees it
        }
        while (seen > 0) {
            notify.reloading();
            log.reopen();
            roles.reopenLogs();
            reload();
            notify.ready(roles.summary());
            seen = signals.addAndGet(-seen);
        }
    }

    private void reload() {
        try {
            take(source.read());
        } catch (ConfigException e) {
            e.errors().forEach(problem -> LOG.error("{}", problem));
            failed();
        } catch (IOException | RuntimeException e) {
            LOG.error("{}", e.getMessage() == null ? e.toString() : e.getMessage());
            failed();
        }
    }

    private void failed() {
        LOG.error("{} was not reloaded: all stays as it was", name);
        roles.seats().forEach(Seat::reloadFailed);
    }

    /** All that may fail first. */
    private void take(Newer newer) throws IOException {
        List<Ready> ready = new ArrayList<>();
        for (Seat seat : roles.seats()) {
            Values values = newer.seats.get(seat.path());
            if (values != null) {
                ready.add(new Ready(seat.path(), seat.prepareReload(values)));
            }
        }
        source.taken(newer);
        log.relevel(newer.main);
        newer.changed.forEach(change -> LOG.info("{}", change));
        newer.needRestart.forEach(sentence -> LOG.warn("{}: counts after a restart", sentence));
        int changed = newer.changed.size();
        int needRestart = newer.needRestart.size();
        for (Ready seat : ready) {
            SeatReload reload = seat.reload;
            reload.apply();
            reload.changed().forEach(change -> LOG.info("{}: {}", seat.path, change));
            reload.changedKeys().forEach(at -> LOG.info("{}: {} holds another key now", seat.path, at));
            reload.needRestart().forEach(change -> LOG.warn("{}: {}: counts after a restart", seat.path, change));
            changed += reload.changed().size() + reload.changedKeys().size();
            needRestart += reload.needRestart().size();
        }
        LOG.info("reloaded {}: {} changed, {} need a restart", name, changed, needRestart);
    }

    private record Ready(Path path, SeatReload reload) {}
}
