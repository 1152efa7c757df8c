package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import dev.usher.server.filter.StreamFilter;
import dev.usher.server.filter.StreamFilters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Filters of what a client sends, a request's and a connection's, as HTTP meets them (REFERENCE E.5, E.8). */
class RequestFiltersTest extends RequestFiltersCase {
    private static String post(String fields) {
        return "POST /echo HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    }

    private static HttpLimits bodyLimit(long bytes) {
        HttpLimits d = HttpLimits.DEFAULT;
        return new HttpLimits(
                d.timeout(), true, d.keepAliveTimeout(), 100, d.head(), bytes, d.headRate(), d.bodyRate());
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
