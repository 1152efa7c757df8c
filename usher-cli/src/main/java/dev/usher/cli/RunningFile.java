package dev.usher.cli;

import dev.usher.config.Change;
import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import dev.usher.config.Scope;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.SeatSettings;
import dev.usher.server.content.log.LogSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that a process was started with: what it says by now, held against what runs. By one thread at a time. */
final class RunningFile implements Hangup.Source {
    private static final Logger LOG = LoggerFactory.getLogger("reload");

    /** How the file is read, with the flags and variables of the start. */
    interface Reading {
        /** Reads it. */
        Configuration read() throws IOException, ConfigException;
    }

    private final Reading reading;
    private final Configuration running;
    private Values levels; // the main server's, whose LogLevel counts now

    RunningFile(Configuration running, Reading reading) {
        this.running = running;
        this.reading = reading;
        this.levels = running.main().values();
    }

    @Override
    public Hangup.Newer read() throws IOException, ConfigException {
        Configuration newer = reading.read();
        Checks.requireGood(newer);
        Checks.fileNotices(newer).forEach(notice -> LOG.info("{}", notice));
        Map<Path, Values> seats = seats(newer);
        Values main = newer.main().values();
        List<Change> changed = Change.between(levels, main, List.of(LogSettings.LOG_LEVEL));
        List<String> needRestart = new ArrayList<>(ofDoor(newer));
        needRestart.addAll(ofSeats(seats(running), seats));
        return new Hangup.Newer(main, seats, changed, needRestart);
    }

    @Override
    public void taken(Hangup.Newer newer) {
        levels = newer.main();
    }

    private static Map<Path, Values> seats(Configuration configuration) {
        Map<Path, Values> seats = new LinkedHashMap<>();
        for (Scope seat : configuration.main().children(SeatSettings.SECTION)) {
            seats.put(Checks.socket(configuration, seat), seat.values());
        }
        return seats;
    }

    /** The door takes nothing over while it runs, nor does the process but the level of its log. */
    private List<String> ofDoor(Configuration newer) {
        try {
            List<Setting<?>> levelAlone = List.of(LogSettings.LOG_LEVEL);
            return Change.between(running.main(), newer.main(), SeatSettings.SECTION).stream()
                    .filter(change -> !levelAlone.contains(change.setting()))
                    .map(Change::toString)
                    .toList();
        } catch (Change.OtherSections e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> ofSeats(Map<Path, Values> running, Map<Path, Values> newer) {
        List<String> all = new ArrayList<>();
        running.keySet().stream()
                .filter(path -> !newer.containsKey(path))
                .forEach(path -> all.add("<StreamingDaemon " + path + "> has gone from the file"));
        newer.keySet().stream()
                .filter(path -> !running.containsKey(path))
                .forEach(path -> all.add("<StreamingDaemon " + path + "> is new"));
        return all;
    }
}
