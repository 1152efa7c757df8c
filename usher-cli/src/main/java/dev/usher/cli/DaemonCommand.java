package dev.usher.cli;

import dev.usher.cli.systemd.Notify;
import dev.usher.config.Catalog;
import dev.usher.config.ConfigException;
import dev.usher.config.Overrides;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.Seat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code usher daemon}: a seat without a file. Its flags are the settings of {@code <StreamingDaemon>}. */
final class DaemonCommand implements Callable<Integer> {
    private static final String SOCKET = "--socket";
    private static final String PRINT_CONFIG = "--print-config";

    private final CommandSpec spec;

    private DaemonCommand() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("daemon").mixinStandardHelpOptions(true).versionProvider(new Version());
        spec.usageMessage()
                .description("Run a streaming daemon on a Unix socket, until SIGTERM. Each flag but --socket also has a"
                        + " variable: --message-delay is USHER_MESSAGE_DELAY; a flag stands over its variable.");
        spec.addOption(OptionSpec.builder(SOCKET)
                .paramLabel("PATH")
                .type(Path.class)
                .required(true)
                .description("Where to listen.")
                .build());
        spec.addOption(OptionSpec.builder(PRINT_CONFIG)
                .type(boolean.class)
                .arity("0")
                .description("Print what flags and variables come to, as a file for usher run, and end.")
                .build());
        for (Setting<?> setting : Settings.ofDaemon()) {
            setting.flag().ifPresent(flag -> spec.addOption(option(flag, setting)));
        }
    }

    /** A seat's setting as a flag. */
    static OptionSpec option(String flag, Setting<?> setting) {
        String byDefault =
                setting.defaultText().map(text -> " Default: " + text + ".").orElse("");
        return Flags.optionalOn(OptionSpec.builder(flag), setting)
                .paramLabel(setting.type().syntax())
                .type(String.class)
                .description(escaped(setting.help() + byDefault))
                .build();
    }

    /** picocli takes % for a format. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }

    static CommandLine commandLine() {
        return new CommandLine(new DaemonCommand().spec);
    }

    @Override
    public Integer call() throws IOException, ConfigException, InterruptedException {
        Values values = values(spec.commandLine().getParseResult());
        Path socket = spec.commandLine().getParseResult().matchedOptionValue(SOCKET, Path.of(""));
        if (spec.commandLine().getParseResult().hasMatchedOption(PRINT_CONFIG)) {
            spec.commandLine()
                    .getOut()
                    .print(PrintedSeat.of(socket.toAbsolutePath().normalize(), values));
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
        ErrorLog log = ErrorLog.of(values, Path.of(""));
        StopSignal signals = StopSignal.install();
        Notify notify = Notify.of(System.getenv());
        try (Roles roles = new Roles()) {
            Seat seat = Seat.start(socket, values);
            roles.add(seat);
            RunCommand.requireNoSocketLeft("usher daemon");
            Hangup.Newer same = new Hangup.Newer(values, Map.of(seat.path(), values), List.of(), List.of());
            signals.onHangup(new Hangup("what flags and variables name", () -> same, roles, log, notify));
            RunCommand.serve(roles, signals, notify);
        }
        return ExitCode.OK;
    }

    /** A seat's values by flags and variables. */
    static Values values(CommandLine.ParseResult parsed) throws ConfigException {
        Map<String, List<String>> flags = new HashMap<>();
        for (Setting<?> setting : Settings.ofDaemon()) {
            String flag = setting.flag().orElse("");
            if (parsed.hasMatchedOption(flag)) {
                flags.put(flag, parsed.matchedOption(flag).originalStringValues());
            }
        }
        Catalog catalog = Settings.seat();
        Overrides overrides =
                Overrides.none(catalog).withEnvironment(System.getenv()).withFlags(flags);
        Settings.requireNoErrors(overrides.problems());
        return overrides.over(Values.defaults());
    }
}
