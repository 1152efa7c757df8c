package dev.usher.cli;

import dev.usher.bench.BenchCommand;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code usher}: the command line. Exit codes are in {@link ExitCode}. */
@Command(
        name = "usher",
        description = "A connection server that hands its clients on.",
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckCommand.class,
            TryCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            DirectivesCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    private static final Set<String> FILE_COMMANDS = Set.of("run", "check", "doctor");

    @CommandLine.Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version of Usher and of what it runs on.")
    private boolean version;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        int code = ExitCode.SOFTWARE;
        try {
            code = commandLine().execute(arguments);
        } catch (ExceptionInInitializerError e) {
            System.err.println("usher: this machine does not fit: " + e.getCause()); // layouts are checked at start
        }
        System.exit(code);
    }

    /** The whole command line, as {@link #main} and the tests use it. */
    static CommandLine commandLine() {
        return commandLine(true);
    }

    /** The same for completion, which offers the settings' flags that the help leaves out. */
    static CommandLine withAllFlags() {
        return commandLine(false);
    }

    private static CommandLine commandLine(boolean flagsHidden) {
        CommandLine commands = new CommandLine(new Main());
        commands.getSubcommands().forEach((name, command) -> {
            if (FILE_COMMANDS.contains(name)) {
                Flags.addTo(command.getCommandSpec(), flagsHidden);
            }
        });
        commands.addSubcommand("daemon", DaemonCommand.commandLine());
        commands.addSubcommand("exec", ExecCommand.commandLine());
        commands.setExpandAtFiles(false); // a word with an @ before it is a word, for exec's programs above all
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler(new Complaint());
        commands.setParameterExceptionHandler(new Complaint());
        return commands;
    }

    /** {@code usher} alone: its help. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: demo, run, daemon, exec, check, try; see usher --help");
    }

    @Override
    public String toString() {
        return "usher" + (version || help ? " (information asked for)" : "");
    }
}
