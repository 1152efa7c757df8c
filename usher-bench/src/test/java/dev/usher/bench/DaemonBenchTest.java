package dev.usher.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.judge.Verdict;
import dev.usher.bench.process.Launcher;
import dev.usher.bench.script.Answers;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code usher bench daemon} finds out what is wrong with a daemon, connection by connection. */
class DaemonBenchTest {
    @TempDir
    Path directory;

    private Ran against(Function<String, byte[]> answers, String... more) throws Exception {
        try (FakeSeat seat = FakeSeat.open(directory, answers)) {
            return bench(seat, more);
        }
    }

    private Ran bench(FakeSeat seat, String... more) throws Exception {
        String[] arguments = {"--socket", seat.path(), "--connections", "20", "--rate", "1000", "--warm-up", "0"};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Ran.daemon(directory, all);
    }

    @Test
    void goodDaemonIsCompleteForAll() throws Exception {
        Ran ran = against(Answers::whole);
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(20);
        assertThat(ran.exit()).isZero();
        assertThat(ran.number("connections")).isEqualTo(20);
    }

    @Test
    void goodDaemonIsCompleteForSocketPairs() throws Exception {
        Ran ran = against(Answers::whole, "--transport", "unix");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(20);
    }

    @Test
    void daemonOnAStreamSocketIsHandedToAsWell() throws Exception {
        try (FakeSeat seat = FakeSeat.openStream(directory, Answers::whole)) {
            assertThat(bench(seat).verdict(Verdict.COMPLETE)).isEqualTo(20);
        }
    }

    @Test
    void soManyAtATimeAreAllServed() throws Exception {
        try (FakeSeat seat = FakeSeat.open(directory, Answers::whole)) {
            Ran ran = Ran.daemon(
                    directory,
                    "--socket",
                    seat.path(),
                    "--connections",
                    "500",
                    "--concurrency",
                    "8",
                    "--warm-up",
                    "50");
            assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(500);
            assertThat(ran.number("concurrent")).isLessThanOrEqualTo(8);
            assertThat(ran.number("handoffs_per_second")).isPositive();
        }
    }

    @Test
    void truncatingDaemonIsFoundOut() throws Exception {
        AtomicInteger count = new AtomicInteger();
        Ran ran = against(json -> {
            byte[] whole = Answers.whole(json);
            return count.incrementAndGet() % 5 == 0 ? Arrays.copyOf(whole, whole.length - 30) : whole;
        });
        assertThat(ran.verdict(Verdict.TRUNCATED)).isEqualTo(4);
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(16);
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void mixingDaemonIsFoundOut() throws Exception {
        AtomicReference<String> previous = new AtomicReference<>("");
        Ran ran = against(json -> {
            String before = previous.getAndSet(json);
            return Answers.whole(before.isEmpty() ? json : before);
        });
        assertThat(ran.verdict(Verdict.ANOTHERS_DATA)).isEqualTo(19);
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(1);
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void refusingDaemonIsFoundOutWithItsStatus() throws Exception {
        Ran ran = against(_ -> "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
        assertThat(ran.verdict(Verdict.REFUSED)).isEqualTo(20);
        assertThat(ran.json()).contains("\"refused_statuses\":{\"503\":20}");
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void daemonThatClosesWithoutAByteIsFoundOut() throws Exception {
        Ran ran = against(_ -> new byte[0]);
        assertThat(ran.verdict(Verdict.TRUNCATED)).isEqualTo(20);
    }

    @Test
    void silentDaemonIsFoundOut() throws Exception {
        Ran ran = against(_ -> FakeSeat.SILENCE, "--timeout", "100ms");
        assertThat(ran.verdict(Verdict.TIMEOUT)).isEqualTo(20);
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void daemonThatDiesInBetweenIsFoundOut() throws Exception {
        Path path = directory.resolve("dying.sock");
        try (UnixSocket listener = UnixSocket.open(SocketType.SEQPACKET)) {
            listener.bind(UnixAddress.path(path));
            listener.listen(0);
            Ran ran = Ran.daemon(
                    directory,
                    "--socket",
                    path.toString(),
                    "--connections",
                    "5",
                    "--rate",
                    "1000",
                    "--warm-up",
                    "0",
                    "--timeout",
                    "100ms");
            assertThat(ran.verdict(Verdict.NOT_TAKEN) + ran.verdict(Verdict.TIMEOUT))
                    .isEqualTo(5);
            assertThat(ran.json()).contains("the first failure: connect(");
        }
    }

    @Test
    void stepsSayWhatAStreamCosts() throws Exception {
        Ran ran = against(Answers::whole, "--steps", "10,30");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(40);
        assertThat(ran.number("rss_full_mb")).isPositive();
    }

    /** The bench in a JVM of its own. */
    public static void main(String[] words) {
        System.exit(new CommandLine(new DaemonBench(Launcher.byScript())).execute(words));
    }

    @Test
    void moreThanThereAreDescriptorsForIsLoweredAndSaid() throws Exception {
        Path report = directory.resolve("report.json");
        try (FakeSeat seat = FakeSeat.open(directory, Answers::whole)) {
            List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -n 300; exec \"$@\"", "bench"));
            command.addAll(Ran.inItsOwnJvm(
                    DaemonBenchTest.class,
                    "--socket",
                    seat.path(),
                    "--connections",
                    "400",
                    "--rate",
                    "2000",
                    "--warm-up",
                    "0",
                    "--json",
                    report.toString()));
            Process bench = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(bench.waitFor()).isZero();
        }
        assertThat(Files.readString(report)).containsPattern("lowered from 400 to 1[0-9][0-9] connections at a time");
    }

    @Test
    void wrongNumberIsSaidWithItsOptionAndItsRange() {
        java.io.StringWriter said = new java.io.StringWriter();
        CommandLine command = new CommandLine(new DaemonBench(Launcher.byScript()));
        command.setErr(new java.io.PrintWriter(said, true));
        assertThat(command.execute("--rate", "0")).isEqualTo(2);
        assertThat(said.toString()).startsWith("--rate 0: it must be between 1 and 1000000");
    }

    @Test
    void nobodyKnocksAtARunningDaemonWithoutAHandoff() throws Exception {
        AtomicInteger handoffs = new AtomicInteger();
        try (FakeSeat seat = FakeSeat.open(directory, json -> {
            handoffs.incrementAndGet();
            return Answers.whole(json);
        })) {
            assertThat(bench(seat).verdict(Verdict.COMPLETE)).isEqualTo(20);
            assertThat(seat.refusals).hasValue(0);
        }
        assertThat(handoffs).hasValue(20);
    }

    @Test
    void moreAtATimeThanConnectionsIsAsManyAsConnections() throws Exception {
        try (FakeSeat seat = FakeSeat.open(directory, Answers::whole)) {
            Ran ran = Ran.daemon(
                    directory, "--socket", seat.path(), "--connections", "5", "--concurrency", "9", "--warm-up", "0");
            assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(5);
        }
    }

    @Test
    void reportIsJson() throws Exception {
        Ran ran = against(Answers::whole);
        int depth = 0;
        int most = 0;
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), ran.json())) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                most = Math.max(most, depth);
            }
        }
        assertThat(depth).isZero();
        assertThat(most).isEqualTo(4);
    }

    @Test
    void nobodyThereIsAnErrorThatNamesThePath() throws Exception {
        AtomicReference<Exception> thrown = new AtomicReference<>();
        CommandLine command = new CommandLine(new DaemonBench(Launcher.byScript()));
        command.setExecutionExceptionHandler((e, _, _) -> {
            thrown.set(e);
            return 69;
        });
        Ran ran = Ran.command(
                directory, command, "--socket", directory.resolve("none").toString());
        assertThat(ran.exit()).isEqualTo(69);
        assertThat(thrown.get()).hasMessageContaining(directory.resolve("none").toString());
    }

    @Test
    void whatExcludesEachOtherIsAUsageError() throws Exception {
        for (List<String> wrong : List.of(
                List.of("--connections", "0"),
                List.of("--rate", "0"),
                List.of("--concurrency", "0"),
                List.of("--runs", "0"),
                List.of("--warm-up", "-3"),
                List.of("--timeout", "0"),
                List.of("--socket", "/x", "--delay", "5ms"),
                List.of("--socket", "/x", "--java-opts", "-Xmx99m"),
                List.of("--rate", "5", "--concurrency", "5"),
                List.of("--with-floor", "--format", "openai"),
                List.of("--idle", "--socket", "/x"),
                List.of("--steps", "0,5"),
                List.of("--delay", "5 minutes"),
                List.of("--transport", "udp"))) {
            Ran ran = Ran.daemon(directory, wrong.toArray(String[]::new));
            assertThat(ran.exit()).as("%s", wrong).isEqualTo(2);
            assertThat(Files.exists(directory.resolve("report.json"))).isFalse();
        }
    }
}
