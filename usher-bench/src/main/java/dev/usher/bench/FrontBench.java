package dev.usher.bench;

import dev.usher.bench.load.FrontLoad;
import dev.usher.bench.load.FrontPlan;
import dev.usher.bench.report.Result;
import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.StreamFormat;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usher bench front}: requests to one or more doors, in turn, each answer judged. */
@Command(
        name = "front",
        description =
                "Send requests to doors, in turn where there are several, and judge each answer. Each request's query"
                        + " names a ticket (prompt=bench-…&user=guest-…) that no answer to another request may name.",
        footer = "Exit codes: 0 each answer was complete; 1 some were not; 2 the command line is wrong; 69 a process to"
                + " measure is not there.")
final class FrontBench implements Callable<Integer> {
    /** What an answer is to be. */
    enum Expected {
        /** A page: status 200, whole by its framing. */
        PLAIN,
        /** The mock's stream, for the ticket of the request. */
        STREAM
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "http://HOST:PORT/PATH; https is not spoken.")
    private List<URI> urls = List.of();

    @Option(names = "--requests", paramLabel = "N", description = "In all, to each (default: ${DEFAULT-VALUE}).")
    private int requests = 10_000;

    @Option(names = "--concurrency", paramLabel = "C", description = "At a time (default: ${DEFAULT-VALUE}).")
    private int concurrency = 64;

    @Option(
            names = "--keep-alive",
            description = "Use connections again. Unless given, a connection a request, as with --close.")
    private boolean keepAlive;

    @Option(names = "--close", description = "A connection a request, which is the default.")
    private boolean close;

    @Option(names = "--expect", paramLabel = "plain|stream", description = "What answers are to be (default: plain).")
    private Expected expected = Expected.PLAIN;

    @Option(
            names = "--format",
            paramLabel = "text|json|openai",
            description = "The stream's EventFormat (default: text).")
    private StreamFormat format = StreamFormat.TEXT;

    @Option(
            names = "--pid",
            paramLabel = "P,P",
            description =
                    "Whose processor time is measured: pids or names of programs, with all they started. The first"
                            + " --pid is for the first URL, and so on.")
    private List<String> pids = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "What to call the URLs in the report, in their order.")
    private List<String> names = List.of();

    @Option(names = "--runs", paramLabel = "N", description = "Runs, of which medians are shown (default: 1).")
    private int runs = 1;

    @Option(names = "--warm-up", paramLabel = "N", description = "Requests before those that count. Default: a fifth.")
    private int warmUp = -1;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "For one request (default: 60s).")
    private long timeoutMillis = 60_000;

    @ArgGroup(exclusive = false)
    private ReportOptions report = new ReportOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(new Given(spec));
        return report.write(this::how, this::measure);
    }

    private List<Result> measure() throws IOException, InterruptedException {
        FrontPlan plan = new FrontPlan();
        for (int i = 0; i < urls.size(); i++) {
            add(i, plan);
        }
        return plan.run(runs, Given.warmUp(warmUp, requests));
    }

    private void add(int index, FrontPlan plan) {
        @Nullable MockScript script = expected == Expected.STREAM ? new MockScript(format) : null;
        URI url = urls.get(index);
        FrontLoad load = new FrontLoad(url, requests, concurrency, keepAlive, script, timeoutMillis);
        String name = index < names.size() ? names.get(index) : url.getRawAuthority();
        List<String> words = index < pids.size() ? List.of(pids.get(index).split(",")) : List.of();
        plan.add(name, load, words);
    }

    private void check(Given given) throws IOException {
        for (URI url : urls) {
            given.require(
                    "http".equals(url.getScheme()) && url.getHost() != null,
                    url + " is no URL as http://HOST:PORT/PATH");
            given.require(
                    url.getPort() == -1 || (url.getPort() >= 1 && url.getPort() <= 65_535),
                    url + ": its port must be between 1 and 65535");
        }
        given.between("--requests", requests, 1, Given.NUMBERS_MAX);
        given.between("--concurrency", concurrency, 1, Given.NUMBERS_MAX);
        given.runs(runs, warmUp, timeoutMillis);
        given.require(!keepAlive || !close, "--keep-alive and --close exclude each other");
        given.require(pids.size() <= urls.size(), "there are more --pid than URLs");
        concurrency = Math.min(concurrency, requests);
        int room = OwnDescriptors.room();
        given.require(
                concurrency <= room,
                "--concurrency " + concurrency + ": " + room + " descriptors are free here (ulimit -Hn)");
    }

    private Map<String, Object> how() {
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("bench", "front");
        how.put("requests", requests);
        how.put("concurrency", concurrency);
        how.put("keep_alive", keepAlive);
        how.put("expect", Given.word(expected));
        how.put("runs", runs);
        how.put("processors", Runtime.getRuntime().availableProcessors());
        return how;
    }

    @Override
    public String toString() {
        return "usher bench front" + (help ? " (information asked for)" : "");
    }
}
