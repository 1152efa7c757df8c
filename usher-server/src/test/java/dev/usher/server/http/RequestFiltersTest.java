package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.ErrorBucket;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import dev.usher.server.content.Recorded;
import dev.usher.server.filter.FilterInitHandler;
import dev.usher.server.filter.FilterIo;
import dev.usher.server.filter.StreamFilter;
import dev.usher.server.filter.StreamFilters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Filters of requests and of connections as HTTP meets them (REFERENCE E.5, E.8). */
class RequestFiltersTest {
    private static final String SECOND = "GET /second HTTP/1.1\r\nHost: h\r\n\r\n";

    private final List<String> seen = new CopyOnWriteArrayList<>();

    private static String post(String fields) {
        return "POST /echo HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    }

    private static HttpLimits bodyLimit(long bytes) {
        HttpLimits d = HttpLimits.DEFAULT;
        return new HttpLimits(
                d.timeout(), true, d.keepAliveTimeout(), 100, d.head(), bytes, d.headRate(), d.bodyRate());
    }

    private static Outcome upper(FilterIo io) throws IOException {
        byte[] some = new byte[100];
        for (int n = io.read(some); n > 0; n = io.read(some)) {
            io.print(new String(some, 0, n, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT));
        }
        return Outcome.OK;
    }

    private static Outcome twice(FilterIo io) throws IOException {
        byte[] some = new byte[100];
        for (int n = io.read(some); n > 0; n = io.read(some)) {
            io.print(some, 0, n);
            io.print(some, 0, n);
        }
        return Outcome.OK;
    }

    private static TestDoor input(StreamFilter filter) throws IOException {
        return input(HttpLimits.DEFAULT, StreamFilters.input(filter));
    }

    private static TestDoor input(HttpLimits limits, InputFilter filter) throws IOException {
        return new TestDoor(limits)
                .inputFilter(x -> x.in().add(FilterType.CONTENT_SET, InputFilter.nonBlocking(filter)));
    }

    @Test
    void aBodyOfKnownLengthIsPulledThroughTheRequestsFilters() throws IOException {
        try (TestDoor door = input(RequestFiltersTest::upper);
                RawClient client = door.client()) {
            client.send(post("Content-Length: 11\r\n") + "hello world" + SECOND);
            assertThat(client.answer().body()).isEqualTo("HELLO WORLD");
            assertThat(client.answer().body()).isEqualTo("second");
        }
    }

    @Test
    void aChunkedBodyIsPulledThroughTheRequestsFiltersWithoutItsFraming() throws IOException {
        try (TestDoor door = input(RequestFiltersTest::twice);
                RawClient client = door.client()) {
            client.sendByteByByte(
                    post("Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n" + SECOND);
            assertThat(client.answer().body()).hasSize(12).startsWith("h").endsWith("!");
            assertThat(client.answer().body()).isEqualTo("second");
        }
    }

    @Test
    void aFiltersLastWordsAreAPartOfTheBody() throws IOException {
        StreamFilter footer = io -> {
            upper(io);
            io.print(io.seenEos() ? ".end" : "");
            return Outcome.OK;
        };
        try (TestDoor door = input(footer);
                RawClient client = door.client()) {
            client.send(post("Content-Length: 2\r\n") + "ab" + SECOND);
            assertThat(client.answer().body()).isEqualTo("AB.end");
            assertThat(client.answer().body()).isEqualTo("second");
        }
    }

    @Test
    void whereAFilterEndsTheBodyEarlyTheRestIsNoNextRequest() throws IOException {
        StreamFilter firstByte = io -> {
            byte[] one = new byte[1];
            io.print(one, 0, io.read(one));
            io.seenEos(true);
            return Outcome.OK;
        };
        try (TestDoor door = input(firstByte);
                RawClient client = door.client()) {
            client.send(post("Content-Length: 9\r\n") + "a").send("GET / HT").send(SECOND);
            assertThat(client.answer().body()).isEqualTo("a");
            assertThat(client.answer().body()).isEqualTo("second");
        }
    }

    @Test
    void theLimitOfTheBodyCountsForWhatAFilterMakesOfIt() throws IOException {
        try (TestDoor door = input(bodyLimit(10), StreamFilters.input(RequestFiltersTest::twice));
                RawClient client = door.client()) {
            client.send(post("Content-Length: 5\r\n") + "12345");
            assertThat(client.answer().body()).isEqualTo("1234512345");
            client.send(post("Content-Length: 6\r\n") + "123456");
            assertThat(client.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void theLimitOfTheBodyCountsForWhatTheClientSendsToo() throws IOException {
        InputFilter swallowing = (link, into, mode, block, limit) -> {
            try (Brigade come = new Brigade()) {
                Status status = link.next().get(come, mode, block, limit);
                if (come.hasEos()) {
                    into.append(new Eos());
                }
                return status;
            }
        };
        try (TestDoor door = input(bodyLimit(10), swallowing);
                RawClient client = door.client()) {
            client.send(post("Transfer-Encoding: chunked\r\n") + "8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void aMalformedBodyIsTheClientsFaultThoughAFilterStandsBetween() throws IOException {
        InputFilter wrapping = (link, into, mode, block, limit) -> {
            try {
                return link.next().get(into, mode, block, limit);
            } catch (IOException e) {
                throw new IOException("wrapped", e);
            }
        };
        try (TestDoor door = input(HttpLimits.DEFAULT, wrapping);
                RawClient client = door.client()) {
            client.send(post("Transfer-Encoding: chunked\r\n") + "zz\r\n");
            assertThat(client.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void aFilterThatGivesNothingUntilTheEndIsAskedUntilThen() throws IOException {
        InputFilter gathering = (link, into, mode, block, limit) -> {
            Brigade kept = link.state() instanceof Brigade before ? before : new Brigade();
            link.state(kept);
            try (Brigade come = new Brigade()) {
                Status status = link.next().get(come, mode, block, limit);
                boolean end = come.hasEos();
                come.setAside(kept);
                if (end) {
                    kept.moveTo(into);
                }
                return status;
            }
        };
        try (TestDoor door = input(HttpLimits.DEFAULT, gathering);
                RawClient client = door.client()) {
            String body = "x".repeat(200_000);
            client.send(post("Content-Length: 200000\r\n") + body + SECOND);
            assertThat(client.answer().body()).isEqualTo(body);
            assertThat(client.answer().body()).isEqualTo("second");
            client.send(post("Content-Length: 10\r\n") + "abc");
        }
    }

    @Test
    void aFilterThatThrowsIs500() throws IOException {
        StreamFilter dying = _ -> {
            throw new IllegalStateException("on purpose");
        };
        try (TestDoor door = input(dying);
                RawClient client = door.client()) {
            client.send(post("Content-Length: 2\r\n") + "ab");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    /** Cannot work for any request. */
    private static final class Unready implements StreamFilter {
        @FilterInitHandler
        @SuppressWarnings("UnusedMethod") // found by its annotation
        Outcome begin() {
            return Outcome.DECLINED;
        }

        @Override
        public Outcome run(FilterIo io) throws IOException {
            return upper(io);
        }
    }

    @Test
    void anInitHandlerThatFailsIs500ForInputAndForOutput() throws IOException {
        try (TestDoor door = input(new Unready());
                RawClient client = door.client()) {
            client.send(post("Content-Length: 2\r\n") + "ab");
            assertThat(client.answer().status()).isEqualTo(500);
        }
        try (TestDoor door = new TestDoor()
                        .onFibers()
                        .filter(x -> x.out().add(FilterType.CONTENT_SET, StreamFilters.output(new Unready())));
                RawClient client = door.client()) {
            client.get("/");
            assertThat(client.answer().status()).isEqualTo(500);
        }
    }

    @Test
    void anInitHandlerThatFailsOnAConnectionClosesIt() throws IOException {
        try (TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.out().add(FilterType.CONNECTION, StreamFilters.output(new Unready()));
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anOutputFilterOfARequestSeesItsBodyAndNoHead() throws IOException {
        StreamFilter filter = io -> {
            seen.add(
                    io.link().exchange() instanceof Exchange x
                            ? x.request().target().path()
                            : "none");
            return upper(io);
        };
        try (TestDoor door = new TestDoor()
                        .onFibers()
                        .filter(x -> x.out().add(FilterType.CONTENT_SET, StreamFilters.output(filter)));
                RawClient client = door.client()) {
            client.get("/");
            RawClient.Answer answer = client.answer();
            assertThat(answer.body()).isEqualTo("HELLO");
            assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
            assertThat(answer.header("Content-Length")).isEqualTo("5");
            client.get("/second");
            assertThat(client.answer().body()).isEqualTo("SECOND");
        }
        assertThat(seen).containsExactly("/", "/second");
    }

    @Test
    void aFilterThatChangesTheLengthMakesTheHandlersContentLengthVoid() throws IOException {
        ContentHandler promising = x -> {
            x.response().headers().set("Content-Length", "3");
            return TestDoor.answer(x, 200, "abc");
        };
        try (TestDoor door = new TestDoor()
                        .on("/promise", promising)
                        .onFibers()
                        .filter(x ->
                                x.out().add(FilterType.CONTENT_SET, StreamFilters.output(RequestFiltersTest::twice)));
                RawClient client = door.client()) {
            client.get("/promise");
            RawClient.Answer answer = client.answer();
            assertThat(answer.body()).isEqualTo("abcabc");
            assertThat(answer.header("Content-Length")).isEqualTo("6");
            client.send("HEAD /promise HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answerTo("HEAD").status()).isEqualTo(200);
            client.get("/promise");
            assertThat(client.answer().body()).isEqualTo("abcabc");
        }
    }

    @Test
    void aConnectionsFilterSurvivesAllRequestsAndSeesNoExchange() throws IOException {
        StreamFilter output = io -> {
            int calls = io.state() instanceof Integer before ? before + 1 : 1;
            io.state(calls);
            seen.add(io.link().exchange() == null ? "no exchange" : "an exchange");
            byte[] all = new byte[1000];
            for (int n = io.read(all); n > 0; n = io.read(all)) {
                io.print(
                        new String(all, 0, n, StandardCharsets.ISO_8859_1).replace("text/plain", "text/usher" + calls));
            }
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.out().add(FilterType.CONNECTION, StreamFilters.output(output));
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.get("/");
            assertThat(client.answer().header("Content-Type")).isEqualTo("text/usher1");
            client.get("/second");
            assertThat(client.answer().header("Content-Type")).startsWith("text/usher");
            assertThat(seen).hasSizeGreaterThanOrEqualTo(2).containsOnly("no exchange");
        }
    }

    @Test
    void aConnectionsInputFilterRewritesAHeaderOfEachRequestOfAConnection() throws IOException {
        StreamFilter rewriting = io -> {
            byte[] some = new byte[1000];
            for (int n = io.read(some); n > 0; n = io.read(some)) {
                io.print(new String(some, 0, n, StandardCharsets.ISO_8859_1).replace("X-Who: client", "X-Who: filter"));
            }
            return Outcome.OK;
        };
        ContentHandler who = x ->
                TestDoor.answer(x, 200, String.valueOf(x.request().headers().first("X-Who")));
        try (TestDoor door = new TestDoor().on("/who", who).pre((connection, _) -> {
                    connection.in().add(FilterType.CONNECTION, StreamFilters.input(rewriting));
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /who HTTP/1.1\r\nHost: h\r\nX-Who: client\r\n\r\n");
                assertThat(client.answer().body()).isEqualTo("filter");
            }
            client.send(post("Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n0\r\n\r\n" + SECOND);
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(client.answer().body()).isEqualTo("second");
            client.send(post("Content-Length: 2\r\n") + "ab");
            assertThat(client.answer().body()).isEqualTo("ab");
        }
    }

    @Test
    void aFilterThatForcesTheEndOfAConnectionsInputEndsHttpThere() throws IOException {
        StreamFilter ending = io -> {
            io.seenEos(true);
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.in().add(FilterType.CONNECTION, StreamFilters.input(ending));
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.get("/");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anErrorBucketOfAFilterIsTheAnswersStatus() throws IOException {
        for (int status : new int[] {403, 503, 200}) {
            try (TestDoor door = new TestDoor()
                            .filter(x -> x.out()
                                    .add(FilterType.CONTENT_SET, OutputFilter.nonBlocking((link, brigade) -> {
                                        brigade.prepend(new ErrorBucket(status));
                                        link.next().pass(brigade);
                                    })));
                    RawClient client = door.client()) {
                client.get("/");
                assertThat(client.answer().status()).isEqualTo(status == 200 ? 500 : status);
            }
        }
    }

    @Test
    void aContentHandlersFilterIsAddedAtRunTimeAndRemovedWhileItRuns() throws IOException {
        ContentHandler adding = x -> {
            x.out().add(FilterType.RESOURCE, StreamFilters.output(io -> {
                upper(io);
                io.remove();
                return Outcome.OK;
            }));
            TestDoor.pass(x, "one ");
            TestDoor.pass(x, "two");
            TestDoor.end(x);
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/add", adding).onFibers();
                RawClient client = door.client()) {
            client.get("/add");
            assertThat(client.answer().body()).isEqualTo("ONE two");
        }
    }

    @Test
    void aFilterThatMayWaitAddedAtRunTimeOnTheLoopIs500AndTheLogNamesIt() throws IOException {
        ContentHandler adding = x -> {
            x.out().add(FilterType.RESOURCE, StreamFilters.output(new Unready()));
            return TestDoor.answer(x, 200, "never");
        };
        try (TestDoor door = new TestDoor().on("/add", adding);
                Recorded log = Recorded.of("http");
                RawClient client = door.client()) {
            client.get("/add");
            assertThat(client.answer().status()).isEqualTo(500);
            assertThat(log.await("may wait and cannot be added to connection")).contains("Unready", "/add");
            client.get("/");
            assertThat(client.answer().body()).isEqualTo("hello");
        }
    }

    @Test
    void aFilterThatKeepsTheLengthLetsAPromisedLengthStand() throws IOException {
        ContentHandler promising = x -> {
            x.response().headers().set("Content-Length", "6");
            TestDoor.pass(x, "abc");
            TestDoor.pass(x, "def");
            TestDoor.end(x);
            return Outcome.OK;
        };
        OutputFilter looking = new OutputFilter() {
            @Override
            public void pass(Link link, Brigade brigade) throws IOException {
                link.next().pass(brigade);
            }

            @Override
            public boolean nonBlocking() {
                return true;
            }

            @Override
            public boolean keepsLength() {
                return true;
            }
        };
        OutputFilter silent =
                OutputFilter.nonBlocking((link, brigade) -> link.next().pass(brigade));
        for (OutputFilter filter : new OutputFilter[] {looking, OutputFilter.nonBlocking(looking), silent}) {
            try (TestDoor door = new TestDoor()
                            .on("/promise", promising)
                            .filter(x -> x.out().add(FilterType.CONTENT_SET, filter));
                    RawClient client = door.client()) {
                client.get("/promise");
                RawClient.Answer answer = client.answer();
                assertThat(answer.body()).isEqualTo("abcdef");
                assertThat(answer.header("Content-Length")).isEqualTo(filter.keepsLength() ? "6" : null);
            }
        }
    }

    /** Asks what stands behind it in one mode, whatever it was asked. */
    private InputFilter asking(ReadMode mode, int limit) {
        return (link, into, _, block, _) -> {
            Status status = link.next().get(into, mode, block, limit);
            if (!into.isEmpty()) {
                seen.add(new String(into.flatten(1000), StandardCharsets.ISO_8859_1) + (into.hasEos() ? "[Eos]" : ""));
            }
            return status;
        };
    }

    @Test
    void aRequestsFilterMayAskForTheLinesOfABodyAndGetsNotOneByteBeyondIt() throws IOException {
        for (String body : new String[] {
            post("Content-Length: 7\r\n") + "one\ntwo",
            post("Transfer-Encoding: chunked\r\n") + "2\r\non\r\n5\r\ne\ntwo\r\n0\r\n\r\n"
        }) {
            seen.clear();
            try (TestDoor door = input(HttpLimits.DEFAULT, asking(ReadMode.GETLINE, 8192));
                    RawClient client = door.client()) {
                client.send(body + SECOND);
                assertThat(client.answer().body()).isEqualTo("one\ntwo");
                assertThat(client.answer().body()).isEqualTo("second");
            }
            assertThat(seen).startsWith("one\n").endsWith("[Eos]");
        }
    }

    @Test
    void exhaustiveGivesARequestsFilterTheBodyAndNeverTheSocket() throws IOException {
        try (TestDoor door = input(HttpLimits.DEFAULT, asking(ReadMode.EXHAUSTIVE, 1));
                RawClient client = door.client()) {
            client.send(post("Content-Length: 7\r\n") + "one\ntwo" + SECOND);
            assertThat(client.answer().body()).isEqualTo("one\ntwo");
            assertThat(client.answer().body()).isEqualTo("second");
        }
        assertThat(seen).containsExactly("one\ntwo[Eos]");
    }

    @Test
    void aRequestsFilterMayLookAtTheBodyBeforeItReadsIt() throws IOException {
        InputFilter looking = (link, into, mode, block, limit) -> {
            try (Brigade look = new Brigade()) {
                link.next().get(look, ReadMode.SPECULATIVE, block, 3);
                if (!look.isEmpty()) {
                    seen.add(new String(look.flatten(10), StandardCharsets.ISO_8859_1));
                }
            }
            return link.next().get(into, mode, block, limit);
        };
        try (TestDoor door = input(HttpLimits.DEFAULT, looking);
                RawClient client = door.client()) {
            client.send(post("Content-Length: 7\r\n") + "one\ntwo" + SECOND);
            assertThat(client.answer().body()).isEqualTo("one\ntwo");
            assertThat(client.answer().body()).isEqualTo("second");
        }
        assertThat(seen).startsWith("one");
    }

    @Test
    void whatFiltersOfARequestKeepIsReleasedWhenTheClientGoes() throws Exception {
        InputFilter keeping = (link, into, mode, block, limit) -> {
            Brigade kept = link.state() instanceof Brigade before ? before : new Brigade();
            link.state(kept);
            try (Brigade come = new Brigade()) {
                Status status = link.next().get(come, mode, block, limit);
                for (Bucket bucket : come) {
                    seen.add(bucket instanceof Data ? "data" : "sign");
                }
                come.moveTo(kept);
                return status;
            }
        };
        try (TestDoor door = input(HttpLimits.DEFAULT, keeping).filter(_ -> {})) {
            try (RawClient client = door.client()) {
                client.send(post("Content-Length: 10\r\n") + "abc");
                long deadline = System.nanoTime() + 10_000_000_000L;
                while (seen.isEmpty() && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
                client.reset();
            }
            assertThat(door.logged().status()).isEqualTo(499);
            assertThat(seen).contains("data");
        }
    }
}
