package dev.usher.bench;

import dev.usher.bench.floor.FloorReceiver;
import dev.usher.bench.script.StreamFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usher bench floor}: a receiver that does the sends and nothing else, to measure a seat against. */
@Command(
        name = "floor",
        description =
                "Receive clients as a seat does and send each the mock's bytes, with nothing else: what a seat costs"
                        + " more than this is what its features cost. Runs until it is told to end. Not for service.")
final class FloorBench implements Callable<Integer> {
    private static final int LOOPS_MAX = 1_024;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @Option(names = "--socket", paramLabel = "PATH", required = true, description = "Where to listen.")
    private Path socket = Path.of("");

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "Pause between messages (default: 500ms).")
    private long delayMillis = 500;

    @Option(names = "--format", paramLabel = "text|json", description = "Which bytes (default: text).")
    private StreamFormat format = StreamFormat.TEXT;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops. Default: one for each processor.")
    private int loops = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Given given = new Given(spec);
        given.require(format != StreamFormat.OPENAI, "the floor knows the formats text and json");
        given.between("--loops", loops, 1, LOOPS_MAX);
        given.between("--delay", delayMillis, 0, 3_600_000);
        if (Files.exists(socket)) {
            throw new IOException(socket + " exists already; remove it, or name another");
        }
        Path bound = socket.toAbsolutePath();
        FloorReceiver floor = FloorReceiver.start(bound, format, (int) delayMillis, loops);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> bound.toFile().delete(), "floor-unlink"));
            System.err.println("ready, pid " + ProcessHandle.current().pid());
            new CountDownLatch(1).await(); // until a signal ends the process
        } finally {
            floor.stop();
        }
        return BenchCommand.OK;
    }

    @Override
    public String toString() {
        return "usher bench floor" + (help ? " (information asked for)" : "");
    }
}
