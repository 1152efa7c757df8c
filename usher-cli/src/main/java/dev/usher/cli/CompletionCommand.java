package dev.usher.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
    enum ShellName {
        /** GNU bash. */
        BASH,
        /** Z shell. */
        ZSH
    }

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private ShellName shell = ShellName.BASH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("# For " + shell.name().toLowerCase(java.util.Locale.ROOT) + ", made by usher completion.");
        out.print(AutoComplete.bash("usher", Main.withAllFlags()));
        out.flush();
        return ExitCode.OK;
    }
}
