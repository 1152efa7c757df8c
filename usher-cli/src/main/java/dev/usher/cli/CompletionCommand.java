package dev.usher.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usher completion bash|zsh}: a script that completes commands and flags, to be sourced. */
@Command(
        name = "completion",
        description = "Print a script that has the shell complete commands, flags and paths. bash: source <(./usher"
                + " completion bash); zsh: source <(./usher completion zsh).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CompletionCommand implements Callable<Integer> {
    /** The shells; zsh takes bash's script by its bashcompinit, which the script switches on. */
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Parameters(paramLabel = "bash|zsh", description = "The shell.", completionCandidates = Shells.class)
    private String shell = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!SHELLS.contains(shell)) {
            throw new ParameterException(
                    spec.commandLine(), "there is completion for bash and zsh, not for '" + shell + "'");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("# For " + shell + ", made by usher completion.");
        out.print(AutoComplete.bash("usher", Main.withAllFlags()));
        out.flush();
        return ExitCode.OK;
    }

    /** What is offered behind {@code usher completion}. */
    static final class Shells implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SHELLS.iterator();
        }
    }
}
