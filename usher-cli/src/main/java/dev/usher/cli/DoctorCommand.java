package dev.usher.cli;

import dev.usher.cli.doctor.Doctor;
import dev.usher.cli.doctor.Finding;
import dev.usher.cli.doctor.Report;
import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code usher doctor}: what on this machine keeps a configuration from working, and the commands that mend it. */
@Command(
        name = "doctor",
        description = "Look, without changing anything, at what a configuration file needs of this machine: ports,"
                + " sockets, owners and modes, prefix, limits, php-fpm's answer. Each finding comes with the command that"
                + " mends it. 0 without errors, else 1.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            defaultValue = "conf/usher.conf",
            description = "The configuration file (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("conf/usher.conf");

    @Option(names = "--all", description = "Print what is well, too.")
    private boolean all;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "How long an application may take to answer (default: ${DEFAULT-VALUE}).")
    private int patienceSeconds = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Flags.requireSeconds(spec, "--patience", patienceSeconds);
        List<Finding> findings = findings();
        Report.print(findings, all, spec.commandLine().getOut());
        return Report.hasErrors(findings) ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private List<Finding> findings() throws IOException {
        ParseResult parsed = spec.commandLine().getParseResult();
        try {
            return findings(Settings.load(file, System.getenv(), parsed), List.of());
        } catch (ConfigException e) {
            Optional<String> corrected = Doctor.corrected(file, e.errors());
            return corrected.isPresent()
                    ? findings(corrected.get(), e.errors())
                    : Doctor.examineBroken(file, e.errors());
        }
    }

    /** Of a file whose words are set right: what they hid, too. */
    private List<Finding> findings(String corrected, List<Problem> errors) {
        ParseResult parsed = spec.commandLine().getParseResult();
        try {
            return findings(Settings.loadText(file, corrected, System.getenv(), parsed), errors);
        } catch (ConfigException moreThanThat) {
            return Doctor.examineBroken(file, errors);
        }
    }

    private List<Finding> findings(Configuration configuration, List<Problem> errors) throws ConfigException {
        Checks.requireGood(configuration);
        List<Problem> problems = new ArrayList<>(errors);
        problems.addAll(Checks.fileNotices(configuration));
        return Doctor.examine(file, configuration, problems, Duration.ofSeconds(patienceSeconds));
    }
}
