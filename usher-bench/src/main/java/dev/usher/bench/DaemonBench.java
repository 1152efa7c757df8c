package dev.usher.bench;

import dev.usher.bench.load.DaemonPlan;
import dev.usher.bench.load.Load;
import dev.usher.bench.load.Transport;
import dev.usher.bench.process.Launcher;
import dev.usher.bench.report.Result;
import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usher bench daemon}: hands clients to a seat, checks every byte they get, and measures what it costs the seat. */
@Command(
        name = "daemon",
        description =
                "Hand clients over to a seat with the mock backend, check every byte each gets, and measure what that"
                        + " costs the seat. Without --socket a seat is started for it, and stopped.",
        footer =
                "Exit codes: 0 each connection was complete; 1 some were not; 2 the command line is wrong; 69 the daemon"
                        + " cannot be reached or started.")
final class DaemonBench implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @Option(names = "--socket", paramLabel = "PATH", description = "A running daemon's socket.")
    private @Nullable Path socket;

    @Option(names = "--connections", paramLabel = "N", description = "Clients in all (default: ${DEFAULT-VALUE}).")
    private int connections = 1_000;

    @Option(names = "--rate", paramLabel = "R", description = "Begun a second. Default: a quarter of --connections.")
    private int rate;

    @Option(
            names = "--concurrency",
            paramLabel = "C",
            description = "So many at a time instead, each end begins another: for handoffs a second.")
    private int concurrency;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "The mock's pause between messages, for a daemon that is started (default: 500ms).")
    private long delayMillis = 500;

    @Option(names = "--transport", paramLabel = "tcp|unix", description = "What the clients are (default: tcp).")
    private Transport transport = Transport.TCP;

    @Option(
            names = "--format",
            paramLabel = "text|json|openai",
            description = "The daemon's EventFormat (default: text).")
    private StreamFormat format = StreamFormat.TEXT;

    @Option(
            names = "--steps",
            split = ",",
            paramLabel = "N,N",
            description = "Rounds of so many connections against one daemon, for memory a stream.")
    private List<Integer> steps = List.of();

    @Option(names = "--with-floor", description = "Measure the floor too, in turn with the seat.")
    private boolean withFloor;

    @Option(names = "--idle", description = "Measure starts and the idle daemon's memory, instead of load.")
    private boolean idle;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Runs, of which medians are shown. Default: 1; 3 with" + " --with-floor; 5 with --idle.")
    private int runs;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Connections before those that count. Default: a fifth.")
    private int warmUp = -1;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "For one connection. Default: 30 s more than its stream takes.")
    private long timeoutMillis;

    @Option(names = "--java-opts", paramLabel = "OPTIONS", description = "For the JVM of a daemon that is started.")
    private String javaOptions = "";

    @ArgGroup(exclusive = false)
    private ReportOptions report = new ReportOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Launcher launcher;

    /** As {@code ./usher} starts it. */
    DaemonBench() {
        this(Launcher.byScript());
    }

    DaemonBench(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(new Given(spec));
        List<String> remarks = fitToDescriptors();
        return report.write(this::how, () -> {
            List<Result> results = measure();
            results.getFirst().remarks().addAll(0, remarks);
            return results;
        });
    }

    private List<Result> measure() throws IOException, InterruptedException {
        DaemonPlan plan = new DaemonPlan(launcher, socket, load(), format, (int) delayMillis, javaOptions);
        if (idle) {
            return List.of(plan.idle(runs == 0 ? 5 : runs));
        }
        return plan.run(runs == 0 ? (withFloor ? 3 : 1) : runs, Given.warmUp(warmUp, connections), steps, withFloor);
    }

    private Load load() {
        int pace = concurrency > 0 ? 0 : rate > 0 ? rate : Math.max(1, connections / 4);
        long timeout = timeoutMillis > 0 ? timeoutMillis : delayMillis * MockScript.TOKENS + 30_000;
        return new Load(connections, 0, pace, concurrency, transport, timeout);
    }

    private void check(Given given) {
        given.between("--connections", connections, 1, Given.NUMBERS_MAX);
        given.between("--rate", rate, 1, 1_000_000);
        given.between("--concurrency", concurrency, 1, Given.NUMBERS_MAX);
        given.between("--delay", delayMillis, 0, 3_600_000);
        given.runs(runs, warmUp, timeoutMillis);
        steps.forEach(step -> given.between("--steps", step, 1, Given.NUMBERS_MAX));
        checkCombination(given);
        concurrency = Math.min(concurrency, connections);
    }

    private void checkCombination(Given given) {
        given.require(rate == 0 || concurrency == 0, "--rate and --concurrency exclude each other");
        given.require(
                !withFloor || format != StreamFormat.OPENAI,
                "--with-floor knows the formats text and json; the ids of openai are the daemon's own");
        given.require(!idle || socket == null, "--idle starts daemons of its own: it excludes --socket");
        given.require(
                concurrency == 0 || steps.isEmpty(),
                "--steps hold all connections at once, and --concurrency does not: they exclude each other");
        for (String option : List.of("--java-opts", "--delay")) {
            given.require(
                    socket == null || withFloor || !given.has(option),
                    option + " is for a daemon that is started here, and --socket names one that runs:"
                            + " they exclude each other (but for the floor of --with-floor)");
        }
    }

    /** Each connection takes a descriptor here: what cannot be is lowered, and said. */
    private List<String> fitToDescriptors() throws IOException {
        int room = OwnDescriptors.room();
        int wanted = Math.max(
                concurrency > 0 ? concurrency : connections,
                steps.stream().mapToInt(Integer::intValue).max().orElse(0));
        if (wanted <= room) {
            return List.of();
        }
        if (concurrency > 0) {
            concurrency = Math.min(concurrency, room);
        } else {
            connections = Math.min(connections, room);
        }
        steps = steps.stream().map(n -> Math.min(n, room)).toList();
        return List.of("lowered from " + wanted + " to " + room
                + " connections at a time: so many descriptors are free here (ulimit -Hn)");
    }

    private Map<String, Object> how() {
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("bench", idle ? "daemon --idle" : "daemon");
        how.put("connections", connections);
        how.put("rate_per_second", load().ratePerSecond());
        how.put("concurrency", concurrency);
        how.put("delay_ms", delayMillis);
        how.put("transport", Given.word(transport));
        how.put("format", format.word());
        how.put("steps", steps.toString());
        how.put("processors", Runtime.getRuntime().availableProcessors());
        how.put("java_opts", javaOptions);
        return how;
    }

    @Override
    public String toString() {
        return "usher bench daemon" + (help ? " (information asked for)" : "");
    }
}
