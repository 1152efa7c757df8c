package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection's filter that throws below HTTP: the client has an answer, its connection ends, and the log says who it was. */
class FilterFaultsTest {
    private static final String NAME = "InputFilter My::Filter";

    private static Throwable purpose(String kind) {
        return switch (kind) {
            case "RuntimeException" -> new IllegalStateException("on purpose");
            case "Error" -> new NoClassDefFoundError("on purpose");
            default -> new IOException("on purpose");
        };
    }

    private static Status failed(Throwable why) throws IOException {
        switch (why) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case IOException e -> throw e;
            default -> throw new AssertionError(why);
        }
    }

    /** Passes on what comes until {@code isTime} says otherwise of it. */
    private record Failing(Predicate<String> isTime, Supplier<Throwable> why, boolean nonBlocking)
            implements InputFilter {
        @Override
        public Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
            link.called(NAME);
            Status status = link.next().get(into, mode, block, limit);
            String come = new String(into.flatten(1000), StandardCharsets.ISO_8859_1);
            return isTime.test(come) ? failed(why.get()) : status;
        }
    }

    private static TestDoor door(InputFilter filter) throws IOException {
        return new TestDoor().pre((connection, _) -> {
            connection.in().add(FilterType.CONNECTION, filter);
            return Outcome.OK;
        });
    }

    private static TestDoor failing(Predicate<String> isTime, String kind, boolean nonBlocking) throws IOException {
        return door(new Failing(isTime, () -> purpose(kind), nonBlocking));
    }

    private static void assertRefused(RawClient client) throws IOException {
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.body()).doesNotContain("purpose", "Filter");
        assertThat(client.isClosedByServer()).isTrue();
    }

    static List<String> kinds() {
        return List.of("RuntimeException", "Error", "IOException");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anInputFilterThatThrowsBeforeAHeadIs500AndTheLogNamesIt(String kind) throws Exception {
        for (boolean nonBlocking : new boolean[] {true, false}) {
            try (Recorded log = Recorded.of("http");
                    TestDoor door = failing(come -> come.startsWith("GET"), kind, nonBlocking);
                    RawClient client = door.client()) {
                client.get("/");
                assertRefused(client);
                assertThat(log.await(NAME + " failed: "))
                        .matches("connection [0-9]+ from 127\\.0\\.0\\.1: .*")
                        .contains(purpose(kind).toString())
                        .endsWith("; the connection is closed");
                assertThat(log.stacks()).singleElement().asString().contains("FilterFaultsTest");
                assertThat(door.logged().status()).isEqualTo(500);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anInputFilterThatThrowsInTheMidstOfAHeadIs500(String kind) throws Exception {
        try (Recorded log = Recorded.of("http");
                TestDoor door = failing(come -> come.startsWith("Host:"), kind, true);
                RawClient client = door.client()) {
            client.get("/");
            assertRefused(client);
            log.await(NAME + " failed: ");
        }
    }

    @Test
    void anInputFilterThatThrowsAtTheSecondRequestHasAnsweredTheFirst() throws Exception {
        try (Recorded log = Recorded.of("http");
                TestDoor door = failing(come -> come.contains("second"), "RuntimeException", true);
                RawClient client = door.client()) {
            client.get("/").get("/second");
            assertThat(client.answer().body()).isEqualTo("hello");
            assertRefused(client);
            log.await(NAME + " failed: ");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anInputFilterThatThrowsInTheMidstOfABodyIs500(String kind) throws Exception {
        for (String framing :
                List.of("Content-Length: 10\r\n\r\n12345", "Transfer-Encoding: chunked\r\n\r\n5\r\n12345")) {
            try (Recorded log = Recorded.of("http");
                    TestDoor door = failing(come -> come.contains("12345"), kind, true);
                    RawClient client = door.client()) {
                client.send("POST /echo HTTP/1.1\r\nHost: h\r\n" + framing);
                assertRefused(client);
                log.await("POST /echo HTTP/1.1: the answer could not go on");
                assertThat(log.stacks()).singleElement().asString().contains(NAME + " failed: " + purpose(kind));
            }
        }
    }

    @Test
    void otherConnectionsDoNotNotice() throws Exception {
        try (Recorded log = Recorded.of("http");
                TestDoor door = failing(come -> come.contains("bad"), "Error", true);
                RawClient good = door.client();
                RawClient bad = door.client()) {
            good.get("/");
            assertThat(good.answer().body()).isEqualTo("hello");
            bad.get("/bad");
            assertRefused(bad);
            good.get("/second");
            assertThat(good.answer().body()).isEqualTo("second");
            log.await(NAME + " failed: ");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anOutputFilterThatThrowsEndsTheConnectionAndTheLogNamesIt(String kind) throws Exception {
        OutputFilter dying = (link, _) -> {
            link.called("OutputFilter My::Filter");
            Status _ = failed(purpose(kind));
        };
        try (Recorded log = Recorded.of("http");
                TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.out().add(FilterType.CONNECTION, dying);
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.get("/");
            assertThat(client.isClosedByServer()).isTrue();
            log.await("GET / HTTP/1.1");
            assertThat(log.stacks()).first().asString().contains("OutputFilter My::Filter failed: " + purpose(kind));
        }
    }

    @Test
    void filtersOfBothDirectionsThatThrowAreBothNamed() throws Exception {
        OutputFilter dying = (link, _) -> {
            link.called("OutputFilter My::Other");
            throw new IllegalStateException("on purpose");
        };
        InputFilter input = new Failing(come -> come.startsWith("GET"), () -> purpose("Error"), true);
        try (Recorded log = Recorded.of("http");
                TestDoor door = door(input).pre((connection, _) -> {
                    connection.out().add(FilterType.CONNECTION, dying);
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.get("/");
            assertThat(client.isClosedByServer()).isTrue();
            log.await(NAME + " failed: ");
            log.await("500 could not be answered, the connection is cut");
            assertThat(log.stacks()).last().asString().contains("OutputFilter My::Other failed: ");
        }
    }

    /** Also where a filter stands between, and wraps what it hears. */
    @Test
    void aClientThatLeavesIsNoErrorWhereverItsRequestIs() throws Exception {
        InputFilter wrapping = (link, into, mode, block, limit) -> {
            try {
                return link.next().get(into, mode, block, limit);
            } catch (IOException e) {
                throw new IOException("wrapped", e);
            }
        };
        List<String> beginnings =
                List.of("", "GET / HT", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
        try (Recorded log = Recorded.of("http");
                TestDoor door = door(wrapping).onFibers()) {
            for (String beginning : beginnings) {
                for (int i = 0; i < 20; i++) {
                    RawClient client = door.client();
                    client.send(beginning);
                    client.reset();
                }
            }
            try (RawClient last = door.client()) {
                last.get("/");
                assertThat(last.answer().body()).isEqualTo("hello");
            }
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (door.listener().clients() > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(log.lines()).allMatch(line -> line.endsWith(": lost"));
        }
    }
}
