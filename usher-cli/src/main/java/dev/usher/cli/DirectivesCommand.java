package dev.usher.cli;

import dev.usher.config.DirectiveDocs;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code usher directives}: the page of all directives, as docs/directives.md has it. */
@Command(
        name = "directives",
        description = "Print the reference of all directives, flags and variables (docs/directives.md).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DirectivesCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(DirectiveDocs.render(Settings.all()));
        out.flush();
    }
}
