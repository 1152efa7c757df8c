package dev.usher.cli;

import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.config.Scope;
import dev.usher.daemon.SeatSettings;
import dev.usher.server.Door;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is wrong, or unwise, in a configuration as a whole: what no line shows alone. */
final class Checks {
    private Checks() {}

    /**
     * Refuses two listeners at one address and two seats at one path.
     *
     * @throws ConfigException with the lines
     */
    static void requireGood(Configuration configuration) throws ConfigException {
        Door.check(configuration);
        Map<Path, Scope> seats = new HashMap<>();
        List<Problem> errors = new ArrayList<>();
        for (Scope seat : configuration.main().children(SeatSettings.SECTION)) {
            Path path = socket(configuration, seat);
            Scope first = seats.putIfAbsent(path, seat);
            if (first != null) {
                errors.add(Problem.error(
                        seat.section().at(),
                        "<StreamingDaemon " + path + "> stands at "
                                + first.section().at() + " already"));
            }
        }
        if (!errors.isEmpty()) {
            throw new ConfigException(errors, List.of());
        }
    }

    /**
     * Refuses to start as another user than the file wants; {@code usher check} only says so, since it may be run by
     * anybody.
     *
     * @throws ConfigException with the lines
     */
    static void requireUser(Configuration configuration) throws ConfigException {
        Settings.requireNoErrors(RunAs.now().review(configuration));
    }

    /** Whether there is anything to run. */
    static boolean isRunnable(Configuration configuration) {
        return Door.isWanted(configuration)
                || !configuration.main().children(SeatSettings.SECTION).isEmpty();
    }

    /** What the reading of the file, and a look at the machine, have the user know. */
    static List<Problem> notices(Configuration configuration) {
        List<Problem> all = new ArrayList<>(fileNotices(configuration));
        RunAs.now().review(configuration).stream()
                .map(problem -> Problem.notice(problem.origin(), problem.message()))
                .forEach(all::add);
        return all;
    }

    /** The part of them that is in the file, whoever reads it. */
    static List<Problem> fileNotices(Configuration configuration) {
        List<Problem> all = new ArrayList<>(configuration.notices());
        all.addAll(Door.notices(configuration));
        return all;
    }

    /** Sentences about what works and had better be otherwise. */
    static List<String> cautions(Configuration configuration) {
        List<String> all = new ArrayList<>(Door.cautions(configuration));
        if (!isRunnable(configuration)) {
            all.add("there is neither a Listen line nor a <StreamingDaemon>: nothing would run");
        }
        return all;
    }

    /** The path of a seat's socket; a relative one belongs to ServerRoot, or to the file's directory. */
    static Path socket(Configuration configuration, Scope seat) {
        return configuration
                .baseDirectory()
                .resolve(seat.argument(SeatSettings.SECTION))
                .normalize();
    }
}
