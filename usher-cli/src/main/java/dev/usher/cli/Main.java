package dev.usher.cli;

import dev.usher.bench.BenchCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code usher}: the command line. Exit codes are in {@link ExitCode}. */
@Command(
        name = "usher",
        description = "A connection server that hands its clients on.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    private static final Set<String> FILE_COMMANDS = Set.of("run", "check", "doctor");

    /** All of them, in the order of the help. */
    private static final Map<String, Supplier<CommandLine>> COMMANDS = commands();

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
            code = commandLine(arguments).execute(arguments);
        } catch (ExceptionInInitializerError e) {
            System.err.println("usher: this machine does not fit: " + e.getCause()); // layouts are checked at start
        }
        System.exit(code);
    }

    /**
     * The command line as far as these arguments need it. Each command costs its classes and some milliseconds, so that a
     * first word which names one gets that alone; whatever else may be meant gets them all.
     */
    private static CommandLine commandLine(String[] arguments) {
        boolean one = arguments.length > 0 && COMMANDS.containsKey(arguments[0]) && !"help".equals(arguments[0]);
        return commandLine(one ? Set.of(arguments[0]) : COMMANDS.keySet(), true);
    }

    /** The whole command line, as the tests use it. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS.keySet(), true);
    }

    /** The same for completion, which offers the settings' flags that the help leaves out. */
    static CommandLine withAllFlags() {
        return commandLine(COMMANDS.keySet(), false);
    }

    private static CommandLine commandLine(Set<String> wanted, boolean flagsHidden) {
        CommandLine commands = new CommandLine(new Main());
        COMMANDS.forEach((name, maker) -> {
            if (wanted.contains(name)) {
                CommandLine command = maker.get();
                commands.addSubcommand(name, command);
                if (FILE_COMMANDS.contains(name)) {
                    Flags.addTo(command.getCommandSpec(), flagsHidden);
                }
            }
        });
        commands.setExpandAtFiles(false); // a word with an @ before it is a word, for exec's programs above all
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler(new Complaint());
        commands.setParameterExceptionHandler(new Complaint());
        return commands;
    }

    private static Map<String, Supplier<CommandLine>> commands() {
        Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
        all.put("demo", () -> new CommandLine(new DemoCommand()));
        all.put("run", () -> new CommandLine(new RunCommand()));
        all.put("check", () -> new CommandLine(new CheckCommand()));
        all.put("try", () -> new CommandLine(new TryCommand()));
        all.put("doctor", () -> new CommandLine(new DoctorCommand()));
        all.put("bench", () -> new CommandLine(new BenchCommand()));
        all.put("directives", () -> new CommandLine(new DirectivesCommand()));
        all.put("completion", () -> new CommandLine(new CompletionCommand()));
        all.put("help", () -> new CommandLine(new CommandLine.HelpCommand()));
        all.put("daemon", DaemonCommand::commandLine);
        all.put("exec", ExecCommand::commandLine);
        return all;
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
