package dev.usher.bench;

import dev.usher.bench.load.HeldLoad;
import dev.usher.bench.load.HeldMeasurement;
import dev.usher.bench.report.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usher bench held}: what a server's open connections cost, that say something now and then. */
@Command(
        name = "held",
        description =
                "Open connections to a server and keep them: its memory at each step, and its processor time for a round"
                        + " trip on each. A connection says lines and expects them back, or asks for a page with --path.",
        footer = "Exit codes: 0 each connection got every answer; 1 some did not; 2 the command line is wrong; 69 the"
                + " process to measure is not there.")
final class HeldBench implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @Parameters(paramLabel = "HOST:PORT", description = "Where the server listens.")
    private String server = "";

    @Option(names = "--pid", paramLabel = "P", required = true, description = "The server's process.")
    private long pid;

    @Option(
            names = "--steps",
            paramLabel = "N,N",
            split = ",",
            description = "Connections that are open at a time, rising (default: 1000,5000).")
    private List<Integer> steps = List.of(1_000, 5_000);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Round trips on each, when all are open (default: ${DEFAULT-VALUE}).")
    private int rounds = 10;

    @Option(names = "--path", paramLabel = "/PATH", description = "Speak HTTP/1.1 and ask for this page each time.")
    private String path = "";

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            converter = Millis.class,
            description =
                    "From a step's last answer until memory is read: a server gives back what opening took (default: 7s).")
    private long settleMillis = 7_000;

    @Option(names = "--runs", paramLabel = "N", description = "Runs, of which medians are shown (default: 1).")
    private int runs = 1;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "For one answer (default: 10s).")
    private long timeoutMillis = 10_000;

    @ArgGroup(exclusive = false)
    private ReportOptions report = new ReportOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Given given = new Given(spec);
        HeldLoad load = load(given);
        return report.write(this::how, () -> List.of(measured(new HeldMeasurement(server, load))));
    }

    private Result measured(HeldMeasurement measurement) throws IOException, InterruptedException {
        List<Result> results = new java.util.ArrayList<>();
        for (int run = 0; run < runs; run++) {
            results.add(measurement.run());
        }
        return Result.median(results);
    }

    private HeldLoad load(Given given) throws IOException {
        int colon = server.lastIndexOf(':');
        String port = server.substring(colon + 1);
        given.require(colon > 0 && port.matches("[0-9]{1,5}"), server + " is no address as HOST:PORT");
        given.require(
                Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535,
                server + ": its port must be between 1 and 65535");
        given.require(path.isEmpty() || path.startsWith("/"), "--path " + path + ": it must begin with /");
        given.require(ProcessHandle.of(pid).isPresent(), "--pid " + pid + ": there is no such process");
        given.require(!steps.isEmpty() && steps.getFirst() >= 1, "--steps: each must be 1 or more");
        for (int i = 1; i < steps.size(); i++) {
            given.require(steps.get(i) > steps.get(i - 1), "--steps: each must be more than the one before");
        }
        given.between("--rounds", rounds, 1, Given.NUMBERS_MAX);
        given.between("--settle", settleMillis, 0, 3_600_000);
        given.runs(runs, 0, timeoutMillis);
        int room = OwnDescriptors.room();
        given.require(
                steps.getLast() <= room,
                "--steps " + steps.getLast() + ": " + room + " descriptors are free here (ulimit -Hn)");
        InetAddress host = InetAddress.getByName(server.substring(0, colon).replaceAll("[\\[\\]]", ""));
        return new HeldLoad(
                new InetSocketAddress(host, Integer.parseInt(port)), pid, steps, rounds, path, (int) settleMillis, (int)
                        timeoutMillis);
    }

    private Map<String, Object> how() {
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("bench", "held");
        how.put("steps", steps);
        how.put("rounds", rounds);
        how.put("path", path);
        how.put("runs", runs);
        how.put("processors", Runtime.getRuntime().availableProcessors());
        return how;
    }

    @Override
    public String toString() {
        return "usher bench held" + (help ? " (information asked for)" : "");
    }
}
