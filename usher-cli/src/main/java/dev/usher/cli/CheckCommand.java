package dev.usher.cli;

import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import dev.usher.config.Explain;
import dev.usher.config.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usher check}: says whether a configuration file is right, and with {@code --explain} what it comes to. */
@Command(
        name = "check",
        description = "Check a configuration file: \"Syntax OK\" and 0, or every error with its line and 1.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            defaultValue = "conf/usher.conf",
            description = "The configuration file (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("conf/usher.conf");

    @Option(names = "--explain", description = "Print each effective value and the line it came from.")
    private boolean explain;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Configuration configuration =
                    Settings.load(file, System.getenv(), spec.commandLine().getParseResult());
            Checks.requireGood(configuration);
            Checks.notices(configuration).forEach(err::println);
            Checks.cautions(configuration).forEach(caution -> err.println(file + ": caution: " + caution));
            if (explain) {
                out.print(Explain.of(configuration));
            }
            out.println("Syntax OK");
            return ExitCode.OK;
        } catch (ConfigException e) {
            for (Problem notice : e.notices()) {
                err.println(notice);
            }
            err.println(e.getMessage());
            return ExitCode.FINDINGS;
        } finally {
            out.flush();
        }
    }
}
