package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.ErrorBucket;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import dev.usher.server.filter.StreamFilters;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What HTTP, itself a filter and a producer, owes to the filters around it (REFERENCE E.4, E.5, E.6). */
class HttpOnFiltersTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private OutputFilter noting(String name) {
        return (link, brigade) -> {
            seen.add(name + (brigade.isEmpty() ? " empty" : brigade.hasEos() ? " eos" : " data"));
            link.next().pass(brigade);
        };
    }

    @Test
    void httpPassesNoEmptyBrigadeDown() throws Exception {
        ContentHandler pieces = x -> {
            TestDoor.pass(x, "one");
            TestDoor.pass(x, "two");
            TestDoor.end(x);
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor()
                        .on("/pieces", pieces)
                        .on("/nothing", _ -> Outcome.OK)
                        .filter(x -> x.out().add(FilterType.CONTENT_SET, noting("request")))
                        .pre((connection, _) -> {
                            connection.out().add(FilterType.CONNECTION, noting("connection"));
                            return Outcome.OK;
                        });
                RawClient client = door.client()) {
            for (String path : new String[] {"/", "/pieces", "/nothing", "/missing"}) {
                client.get(path);
                assertThat(client.answer().status()).isIn(200, 404);
            }
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answerTo("HEAD").status()).isEqualTo(200);
            client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            client.send("ab");
            assertThat(client.answer().body()).isEqualTo("ab");
        }
        assertThat(seen).hasSizeGreaterThan(10).noneMatch(line -> line.endsWith("empty"));
    }

    @Test
    void theEndOfTheStreamEndsTheAnswerAndWhatIsPassedLaterIsIgnored() throws Exception {
        ContentHandler late = x -> {
            TestDoor.pass(x, "all");
            TestDoor.end(x);
            seen.add("ended " + x.isEnded());
            TestDoor.pass(x, "late");
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/late", late);
                RawClient client = door.client()) {
            client.get("/late").get("/second");
            assertThat(client.answer().body()).isEqualTo("all");
            assertThat(client.answer().body()).isEqualTo("second");
        }
        assertThat(seen).containsExactly("ended true");
    }

    @Test
    void aFilterOfOneRequestIsNotThereForTheNext() throws Exception {
        ContentHandler adding = x -> {
            x.out().add(FilterType.CONTENT_SET, OutputFilter.nonBlocking(noting("of one")));
            return TestDoor.answer(x, 200, "one");
        };
        try (TestDoor door = new TestDoor().on("/adding", adding);
                RawClient client = door.client()) {
            client.get("/adding");
            assertThat(client.answer().body()).isEqualTo("one");
            client.get("/second");
            assertThat(client.answer().body()).isEqualTo("second");
        }
        assertThat(seen).containsExactly("of one eos");
    }

    @Test
    void theEndOfARequestIsTheLastBucketOfItsAnswer() throws Exception {
        OutputFilter last = (link, brigade) -> {
            seen.add(String.valueOf(brigade.last() instanceof EndOfRequest));
            link.next().pass(brigade);
        };
        try (TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.out().add(FilterType.CONNECTION, last);
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.get("/");
            assertThat(client.answer().body()).isEqualTo("hello");
        }
        assertThat(seen).containsExactly("true");
    }

    @Test
    void theAccessLogsLineIsWrittenWhenTheEndOfTheRequestIsDestroyedAndNotBefore() throws Exception {
        int length = 32_000_000;
        ContentHandler large = x -> {
            try (Brigade all = Brigade.of(new Data(Unpooled.wrappedBuffer(new byte[length])), new Eos())) {
                x.out().pass(all);
            }
            seen.add("passed");
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/large", large);
                RawClient client = door.client()) {
            client.get("/large");
            assertThat(door.accessLog.poll(200, TimeUnit.MILLISECONDS))
                    .as("the client has not taken it yet")
                    .isNull();
            assertThat(seen).containsExactly("passed");
            assertThat(client.answer().body()).hasSize(length);
            assertThat(door.logged().status()).isEqualTo(200);
        }
    }

    /** A filter may keep the end of a request as any other sign it does not know: the line waits for it. */
    @Test
    void aFilterThatDropsTheEndOfARequestWritesTheLineByThat() throws Exception {
        OutputFilter dropping = (link, brigade) -> {
            if (brigade.last() instanceof EndOfRequest) {
                brigade.removeLast().release();
                seen.add("dropped");
            }
            link.next().pass(brigade);
        };
        try (TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.out().add(FilterType.CONNECTION, dropping);
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.get("/");
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(door.logged().status()).isEqualTo(200);
        }
        assertThat(seen).containsExactly("dropped");
    }

    @Test
    void anErrorBucketOfNoErrorStatusIsAnsweredWith500() throws Exception {
        ContentHandler failing = x -> {
            try (Brigade failure = Brigade.of(new ErrorBucket(99))) {
                x.out().pass(failure);
            }
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/fails", failing);
                RawClient client = door.client()) {
            client.get("/fails");
            assertThat(client.answer().status()).isEqualTo(500);
        }
    }

    /** Bytes may come between a look that found none and whatever is asked next. */
    @Test
    void aBlankLineThatComesBehindALookIsNotTakenForNothing() throws Exception {
        BlockingQueue<Long> looks = new LinkedBlockingQueue<>();
        try (TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.in().add(FilterType.CONNECTION, (link, into, mode, block, limit) -> {
                        Status status = link.next().get(into, mode, block, limit);
                        if (mode == ReadMode.SPECULATIVE && !into.isEmpty()) {
                            looks.add(into.length());
                            if (into.length() <= 2) {
                                into.close(); // as if the bytes had come a moment later
                            }
                        }
                        return status;
                    });
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello");
            assertThat(looks.poll(10, TimeUnit.SECONDS)).isEqualTo(8);
            client.send("\r\n");
            assertThat(looks.poll(10, TimeUnit.SECONDS))
                    .as("the look that is blind, where they have not really come a moment later")
                    .isBetween(1L, 2L);
            client.send("0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("hello");
        }
    }

    @Test
    void aChunkedBodyWhoseClientEndsBehindAStreamFilterIsNotWaitedFor() throws Exception {
        try (TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.in().add(FilterType.CONNECTION, StreamFilters.input(HttpOnFiltersTest::copy));
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
            client.shutdownOutput();
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(door.logged().status()).isEqualTo(499);
        }
    }

    private static Outcome copy(dev.usher.server.filter.FilterIo io) throws IOException {
        byte[] some = new byte[100];
        for (int n = io.read(some); n > 0; n = io.read(some)) {
            io.print(some, 0, n);
        }
        return Outcome.OK;
    }
}
