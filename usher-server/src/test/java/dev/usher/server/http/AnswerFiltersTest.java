package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.ErrorBucket;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.content.Recorded;
import dev.usher.server.filter.StreamFilter;
import dev.usher.server.filter.StreamFilters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Filters of answers, a request's and a connection's, as HTTP meets them (REFERENCE E.5, E.8). */
class AnswerFiltersTest extends RequestFiltersCase {
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
}
