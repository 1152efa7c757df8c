package dev.usher.cli;

import dev.usher.cli.systemd.Notify;
import dev.usher.config.ConfigException;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.Seat;
import dev.usher.daemon.SeatSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code usher exec PATH COMMAND [ARG…]}, which the seed calls fdrecv: a seat that runs a program for each client. Flags stand
 * before PATH; from there on all words are the command's.
 */
final class ExecCommand implements Callable<Integer> {
    private static final int WORDS_MIN = 2;

    private final CommandSpec spec;

    private ExecCommand() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("exec").mixinStandardHelpOptions(true).versionProvider(new Version());
        spec.usageMessage()
                .customSynopsis("usher exec [FLAG...] PATH COMMAND [ARG...]", "fdrecv [FLAG...] PATH COMMAND [ARG...]")
                .description(
                        "Listen on the Unix socket PATH and run COMMAND for each client, with the client as its input"
                                + " and output and the handoff data in HANDOFF_DATA, until SIGTERM. Nothing after PATH is a flag.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("PATH COMMAND [ARG...]")
                .description("Where to listen, the program, and its arguments.")
                .build());
        List<Setting<?>> all = new ArrayList<>(SeatSettings.ofExec());
        all.addAll(Settings.ofProcess());
        for (Setting<?> setting : all) {
            setting.flag().ifPresent(flag -> spec.addOption(DaemonCommand.option(flag, setting)));
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new ExecCommand().spec).setStopAtPositional(true);
    }

    @Override
    public Integer call() throws IOException, ConfigException, InterruptedException {
        CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
        List<String> words = parsed.matchedPositionalValue(0, List.<String>of());
        if (words.size() < WORDS_MIN) {
            spec.commandLine().getErr().println("usage: usher exec [FLAG...] PATH COMMAND [ARG...]");
            spec.commandLine().getErr().println("usher: try 'usher exec --help'");
            return ExitCode.USAGE;
        }
        Values values = DaemonCommand.values(parsed);
        ErrorLog log = ErrorLog.of(values, Path.of(""));
        StopSignal signals = StopSignal.install();
        Notify notify = Notify.of(System.getenv());
        try (Roles roles = new Roles()) {
            roles.add(Seat.startExec(Path.of(words.getFirst()), values, words.subList(1, words.size())));
            RunCommand.requireNoSocketLeft("usher exec");
            signals.onHangup(() -> {
                log.reopen();
                roles.reopenLogs();
            });
            RunCommand.serve(roles, signals, notify);
        }
        return ExitCode.OK;
    }
}
