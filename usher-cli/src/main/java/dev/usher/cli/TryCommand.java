package dev.usher.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usher try}: a curl for handoffs. */
@Command(
        name = "try",
        description = "Make a client, hand it to the daemon at PATH, print what the client gets and a verdict.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TryCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", description = "The daemon's socket.")
    private Path path = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "JSON|-",
            defaultValue = "",
            description = "The data to hand over; - reads it from standard input. Nothing unless given.")
    private String data = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the whole answer may take (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds = 60;

    @Option(
            names = "--stream",
            description = "Show events as they arrive, each with the milliseconds since the handoff.")
    private boolean stream;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Flags.requireSeconds(spec, "--timeout", timeoutSeconds);
        requireSocket();
        byte[] bytes = data.equals("-") ? System.in.readAllBytes() : data.getBytes(StandardCharsets.UTF_8);
        PrintWriter err = spec.commandLine().getErr();
        Stopwatch watch = new Stopwatch();
        Verdict verdict;
        EventPrinter events = new EventPrinter(System.out, watch);
        try {
            OutputStream shown = stream ? events : System.out;
            verdict = new Trial(path.toAbsolutePath(), bytes, Duration.ofSeconds(timeoutSeconds), shown, watch).run();
        } finally {
            events.end();
        }
        System.out.flush();
        err.println();
        err.println("usher: " + verdict.sentence());
        return verdict.complete() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    /** Says what to do where nobody can be at the path. */
    private void requireSocket() throws IOException {
        Path socket = path.toAbsolutePath();
        if (!Files.exists(socket) && Files.isReadable(socket.getParent() == null ? socket : socket.getParent())) {
            throw new IOException("there is no socket " + path
                    + ": start its daemon (usher daemon --socket PATH, or usher run), or ask usher doctor");
        }
        if (Files.isRegularFile(socket) || Files.isDirectory(socket)) {
            throw new IOException(path + " is no socket; name the one its daemon listens on");
        }
    }
}
