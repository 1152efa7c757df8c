package dev.usher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.judge.Verdict;
import dev.usher.bench.script.Answers;
import dev.usher.bench.script.StreamFormat;
import dev.usher.bench.script.Ticket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code usher bench front} finds out what is wrong with a door's answers. */
class FrontBenchTest {
    @TempDir
    Path directory;

    private Ran front(List<String> arguments) throws Exception {
        return Ran.command(directory, new CommandLine(new FrontBench()), arguments.toArray(String[]::new));
    }

    private Ran against(Function<String, String> answers, String... more) throws Exception {
        try (FakeDoor door = FakeDoor.closing(answers)) {
            return against(door, more);
        }
    }

    private Ran against(FakeDoor door, String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of(door.url(), "--requests", "20", "--concurrency", "4", "--warm-up", "0"));
        arguments.addAll(List.of(more));
        return front(arguments);
    }

    private static String page(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String prompt(String requestLine) {
        return requestLine.substring(requestLine.indexOf("prompt=") + 7, requestLine.indexOf("&user"));
    }

    @Test
    void pagesWithALengthAreComplete() throws Exception {
        Ran ran = against(line -> page("Hello, " + prompt(line)));
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(20);
        assertThat(ran.exit()).isZero();
        assertThat(ran.number("requests_per_second")).isPositive();
    }

    @Test
    void chunkedPagesAreComplete() throws Exception {
        Ran ran = against(
                _ -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nHello\r\n0\r\nT: 1\r\n\r\n");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(20);
    }

    @Test
    void pagesThatEndWithTheConnectionAreComplete() throws Exception {
        Ran ran = against(_ -> "HTTP/1.1 200 OK\r\n\r\nHello");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(20);
    }

    @Test
    void keptConnectionIsUsedAgain() throws Exception {
        try (FakeDoor door = FakeDoor.keeping(line -> page(prompt(line)))) {
            Ran ran = against(door, "--keep-alive");
            assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(20);
            assertThat(door.connections).hasValue(4); // as many as are busy at a time
        }
    }

    @Test
    void shortPageIsFoundOut() throws Exception {
        AtomicInteger count = new AtomicInteger();
        Ran ran = against(
                _ -> count.incrementAndGet() == 7 ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHel" : page("x"));
        assertThat(ran.verdict(Verdict.TRUNCATED)).isEqualTo(1);
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(19);
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void chunksWithoutTheLastOneAreFoundOut() throws Exception {
        Ran ran = against(_ -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n");
        assertThat(ran.verdict(Verdict.TRUNCATED)).isEqualTo(20);
    }

    @Test
    void anothersPageIsFoundOut() throws Exception {
        Ran ran = against(_ -> page("Hello, bench-99999999"));
        assertThat(ran.verdict(Verdict.ANOTHERS_DATA)).isEqualTo(20);
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void refusalIsFoundOutWithItsStatus() throws Exception {
        Ran ran = against(_ -> "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        assertThat(ran.verdict(Verdict.REFUSED)).isEqualTo(20);
        assertThat(ran.json()).contains("\"refused_statuses\":{\"502\":20}");
    }

    @Test
    void resetIsFoundOut() throws Exception {
        Ran ran = against(_ -> FakeDoor.RESET);
        assertThat(ran.verdict(Verdict.RESET)).isEqualTo(20);
    }

    @Test
    void silenceIsATimeout() throws Exception {
        Ran ran = against(_ -> FakeDoor.SILENCE, "--timeout", "100ms");
        assertThat(ran.verdict(Verdict.TIMEOUT)).isEqualTo(20);
    }

    @Test
    void moreThanTheFramingSaysIsDamage() throws Exception {
        Ran ran = against(_ -> page("x") + "and more");
        assertThat(ran.verdict(Verdict.DAMAGED)).isEqualTo(20);
    }

    @Test
    void nobodyThereIsNotTaken() throws Exception {
        FakeDoor door = FakeDoor.closing(_ -> "");
        door.close();
        Ran ran = against(door);
        assertThat(ran.verdict(Verdict.NOT_TAKEN)).isEqualTo(20);
        assertThat(ran.exit()).isEqualTo(1);
    }

    private static String stream(Ticket ticket) {
        return new String(Answers.bytes(Answers.events(StreamFormat.TEXT, ticket)), StandardCharsets.UTF_8);
    }

    @Test
    void streamsAreJudgedByteForByte() throws Exception {
        Ran ran = against(line -> stream(Answers.ticket(line)), "--expect", "stream");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(20);
        assertThat(ran.number("events_per_second")).isPositive();
    }

    @Test
    void anothersStreamIsFoundOut() throws Exception {
        Ran ran = against(_ -> stream(new Ticket(77)), "--expect", "stream");
        assertThat(ran.verdict(Verdict.ANOTHERS_DATA)).isEqualTo(20);
    }

    @Test
    void streamWithoutItsEndIsFoundOut() throws Exception {
        Ran ran = against(line -> stream(Answers.ticket(line)).replace("event: done\n", ""), "--expect", "stream");
        assertThat(ran.verdict(Verdict.DAMAGED)).isEqualTo(20);
    }

    @Test
    void doorsAreMeasuredInTurnWithTheirProcesses() throws Exception {
        String self = Long.toString(ProcessHandle.current().pid());
        try (FakeDoor one = FakeDoor.closing(_ -> page("1"));
                FakeDoor two = FakeDoor.closing(_ -> page("2"))) {
            Ran ran = front(List.of(
                    one.url(),
                    two.url(),
                    "--name",
                    "one",
                    "--name",
                    "two",
                    "--pid",
                    self,
                    "--pid",
                    self,
                    "--requests",
                    "10",
                    "--concurrency",
                    "2",
                    "--runs",
                    "3"));
            assertThat(ran.exit()).isZero();
            assertThat(ran.json()).contains("\"name\":\"one\"", "\"name\":\"two\"");
            assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(30);
            assertThat(ran.number("cpu_per_request_us")).isNotNegative();
        }
    }

    @Test
    void lengthThatIsNoNumberIsDamage() throws Exception {
        for (String length : List.of("x", "-1", "+5", "99999999999999999999", "")) {
            Ran ran = against(_ -> "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nHello");
            assertThat(ran.verdict(Verdict.DAMAGED)).as("'%s'", length).isEqualTo(20);
            assertThat(ran.exit()).isEqualTo(1);
        }
    }

    @Test
    void chunkDataWithoutItsLineEndIsDamage() throws Exception {
        for (String chunks :
                List.of("5\r\nHello0\r\n\r\n", "5\r\nHelloX\r\n0\r\n\r\n", "5\r\nHello\r\n\r\n0\r\n\r\n")) {
            Ran ran = against(_ -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
            assertThat(ran.verdict(Verdict.DAMAGED)).as(chunks).isEqualTo(20);
        }
    }

    @Test
    void moreAtATimeThanRequestsIsAsManyAsRequests() throws Exception {
        try (FakeDoor door = FakeDoor.closing(_ -> page("x"))) {
            Ran ran = front(List.of(door.url(), "--requests", "20", "--concurrency", "50"));
            assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(20);
            assertThat(ran.json()).contains("\"concurrency\":20");
        }
    }

    @Test
    void timesThatNobodyHadAreNull() throws Exception {
        Ran ran = against(_ -> FakeDoor.RESET);
        assertThat(ran.json()).contains("\"whole_p50_ms\":null");
    }

    @Test
    void fileThatCannotBeWrittenIsSaidBeforeAnyRequest() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (FakeDoor door = FakeDoor.closing(_ -> page("" + asked.incrementAndGet()))) {
            CommandLine command = new CommandLine(new FrontBench());
            command.setExecutionExceptionHandler((e, _, _) -> {
                assertThat(e).hasMessageContaining("--json /nowhere/x.json: it cannot be written");
                return 69;
            });
            assertThat(command.execute(door.url(), "--requests", "1", "--json", "/nowhere/x.json"))
                    .isEqualTo(69);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void processThatIsNotThereIsNamed() throws Exception {
        AtomicInteger said = new AtomicInteger();
        CommandLine command = new CommandLine(new FrontBench());
        command.setExecutionExceptionHandler((e, _, _) -> {
            assertThat(e).hasMessage("--pid no-such-program: there is no such process");
            return said.incrementAndGet() + 68;
        });
        assertThat(Ran.command(directory, command, "http://127.0.0.1:1/", "--pid", "no-such-program")
                        .exit())
                .isEqualTo(69);
    }

    @Test
    void whatIsNoLoadIsAUsageError() throws Exception {
        for (List<String> wrong : List.of(
                List.of("https://127.0.0.1/"),
                List.of("nonsense"),
                List.of("http://127.0.0.1:99999/"),
                List.of("http://127.0.0.1:0/"),
                List.of("http://127.0.0.1/", "--requests", "0"),
                List.of("http://127.0.0.1/", "--concurrency", "0"),
                List.of("http://127.0.0.1/", "--runs", "0"),
                List.of("http://127.0.0.1/", "--warm-up", "-1"),
                List.of("http://127.0.0.1/", "--timeout", "0"),
                List.of("http://127.0.0.1/", "--keep-alive", "--close"),
                List.of("http://127.0.0.1/", "--expect", "nothing"),
                List.<String>of())) {
            assertThat(front(wrong).exit()).as("%s", wrong).isEqualTo(2);
        }
    }
}
