package dev.usher.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code usher bench}: load, with percentiles and a verdict on every connection. */
@Command(
        name = "bench",
        description =
                "Load for a seat or a door, with percentiles, the server's costs, and a verdict on every connection.",
        subcommands = {
            DaemonBench.class,
            FrontBench.class,
            HeldBench.class,
            FloorBench.class,
            LlmBench.class,
            CommandLine.HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand implements Runnable {
    /** All connections were complete. */
    static final int OK = 0;
    /** Some were not. */
    static final int FINDINGS = 1;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** picocli makes it. */
    public BenchCommand() {}

    /** {@code usher bench} alone: its help. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: daemon, front, held, floor, llm; see usher bench --help");
    }

    @Override
    public String toString() {
        return "usher bench" + (help ? " (information asked for)" : "");
    }
}
