package dev.usher.cli;

import dev.usher.cli.systemd.Notify;
import dev.usher.cli.systemd.Watchdog;
import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import dev.usher.config.Scope;
import dev.usher.daemon.Seat;
import dev.usher.daemon.SeatSettings;
import dev.usher.fd.ThisProcess;
import dev.usher.server.Door;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usher run}: what the configuration file says, until SIGTERM. */
@Command(
        name = "run",
        description = "Run what a configuration file says: a door for its Listen lines, a seat for each"
                + " <StreamingDaemon>.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("usher");

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            defaultValue = "conf/usher.conf",
            description = "The configuration file (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("conf/usher.conf");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, ConfigException, InterruptedException {
        Configuration configuration =
                Settings.load(file, System.getenv(), spec.commandLine().getParseResult());
        Checks.requireGood(configuration);
        if (!Checks.isRunnable(configuration)) {
            throw new IOException(file + " has neither a Listen line nor a <StreamingDaemon>: there is nothing to run");
        }
        Checks.requireUser(configuration);
        ErrorLog log = ErrorLog.of(configuration.main().values(), configuration.baseDirectory());
        Checks.notices(configuration).forEach(notice -> LOG.info("{}", notice));
        Checks.cautions(configuration).forEach(caution -> LOG.warn("{}", caution));
        StopSignal signals = StopSignal.install();
        Notify notify = Notify.of(System.getenv());
        try (Roles roles = new Roles()) {
            for (Scope seat : configuration.main().children(SeatSettings.SECTION)) {
                roles.add(Seat.prepare(Checks.socket(configuration, seat), seat.values()));
            }
            if (Door.isWanted(configuration)) {
                roles.open(Door.open(configuration, Runtime.getRuntime().availableProcessors()));
            }
            requireNoSocketLeft(file.toString());
            roles.publish();
            RunningFile running = new RunningFile(
                    configuration,
                    () -> Settings.load(
                            file, System.getenv(), spec.commandLine().getParseResult()));
            signals.onHangup(new Hangup(file.toString(), running, roles, log, notify));
            serve(roles, signals, notify);
        }
        return ExitCode.OK;
    }

    /** What a service manager listens on for us is to be served. */
    static void requireNoSocketLeft(String who) throws IOException {
        List<String> left = Seat.inheritedSocketsLeft();
        if (!left.isEmpty()) {
            throw new IOException("the service manager listens for us (LISTEN_FDS) on " + String.join(", ", left)
                    + ", and no seat of " + who + " has that path");
        }
    }

    /** Runs until a signal, then lets the streams finish; or until successors have taken all paths over. */
    static void serve(Roles roles, StopSignal signals, Notify notify) throws InterruptedException {
        openAllJars();
        if (ThisProcess.effectiveUid() == 0) {
            LOG.warn("running as root; a user of its own needs only the socket directories and the logs");
        }
        LOG.info("ready, pid {}", ProcessHandle.current().pid());
        roles.whenSucceeded(signals::finish);
        notify.ready(roles.summary());
        try (OldGeneration _ = OldGeneration.watched();
                Watchdog _ = Watchdog.begun(notify, System.getenv(), roles::turn)) {
            signals.await();
            end(roles, signals, notify);
        }
        LOG.info("stopped"); // last: what the end of door and seats has to say stands before it
    }

    private static void end(Roles roles, StopSignal signals, Notify notify) {
        notify.stopping("streams may finish: " + roles.summary());
        if (!roles.haveSucceeded()) {
            LOG.info("stopping; streams may finish, a second signal ends them at once");
            roles.drain(signals.urgent());
        }
        roles.close();
    }

    /**
     * Looks for what is in none of them. Jars stay open once they were looked into; where no descriptor is left none can be
     * opened any more, and the class that tells a client so might be in it.
     */
    private static void openAllJars() {
        if (RunCommand.class.getClassLoader().getResource("none/such") != null) {
            throw new IllegalStateException("something on the class path is called none/such");
        }
    }
}
