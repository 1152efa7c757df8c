package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.ErrorBucket;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Flush;
import dev.usher.server.connection.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an answer's end is told (RFC 9112 §6), and what of a handler's headers goes out (ATTACKS B3, B7). */
@Tag("transport")
class ResponseFramingTest {
    @TempDir
    Path folder;

    private static final ContentHandler PIECES = x -> {
        TestDoor.pass(x, "one ");
        TestDoor.pass(x, "two");
        TestDoor.end(x);
        return Outcome.OK;
    };

    @Test
    void resetContentHasNoBodyAndSaysSo() throws Exception {
        try (TestDoor door = new TestDoor().on("/reset", x -> {
                    x.response().headers().set("Content-Length", "3");
                    return TestDoor.answer(x, 205, "abc");
                });
                RawClient client = door.client()) {
            RawClient.Answer answer = client.get("/reset").answer();
            assertThat(answer.status()).isEqualTo(205);
            assertThat(answer.header("Content-Length")).isEqualTo("0");
            assertThat(answer.header("Transfer-Encoding")).isNull();
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void anAnswerOfUnknownLengthIsChunked() throws IOException {
        try (TestDoor door = new TestDoor().on("/p", PIECES);
                RawClient client = door.client()) {
            RawClient.Answer answer = client.get("/p").answer();
            assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(answer.header("Content-Length")).isNull();
            assertThat(answer.body()).isEqualTo("one two");
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void anAnswerOfUnknownLengthToHttp10EndsByClosing() throws IOException {
        try (TestDoor door = new TestDoor().on("/p", PIECES);
                RawClient client = door.client()) {
            client.send("GET /p HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.body()).isEqualTo("one two");
        }
    }

    @Test
    void headHasTheHeadOfGetAndNoBody() throws IOException {
        try (TestDoor door = new TestDoor().on("/p", PIECES);
                RawClient client = door.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answerTo("HEAD").header("Content-Length")).isEqualTo("5");
            client.send("HEAD /p HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answerTo("HEAD").status()).isEqualTo(200);
            client.send("HEAD /none HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answerTo("HEAD").status()).isEqualTo(404);
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void noContentAndNotModifiedHaveNoBodyWhateverIsPassed() throws IOException {
        try (TestDoor door = new TestDoor()
                        .on("/204", x -> TestDoor.answer(x, 204, "not to be seen"))
                        .on("/304", x -> TestDoor.answer(x, 304, "not to be seen"));
                RawClient client = door.client()) {
            assertThat(client.get("/204").answer().header("Content-Length")).isNull();
            assertThat(client.get("/304").answer().status()).isEqualTo(304);
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void moreThanContentLengthIsCutThere() throws Exception {
        ContentHandler more = x -> {
            x.response().headers().set("Content-Length", "3");
            TestDoor.pass(x, "ab");
            TestDoor.pass(x, "cdef");
            TestDoor.end(x);
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/more", more);
                RawClient client = door.client()) {
            assertThat(client.get("/more").answer().body()).isEqualTo("abc");
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
            assertThat(door.logged().bodyBytes()).isEqualTo(3);
        }
    }

    @Test
    void lessThanContentLengthCutsTheConnection() throws Exception {
        ContentHandler less = x -> {
            x.response().headers().set("Content-Length", "10");
            TestDoor.pass(x, "abc");
            TestDoor.end(x);
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/less", less);
                RawClient client = door.client()) {
            client.get("/less");
            assertThatThrownBy(client::answer).isInstanceOf(IOException.class);
            assertThat(door.ended()).isEqualTo(Exchange.End.FAILED);
        }
    }

    @Test
    void theHandoffsHeadersAndTheServersOwnNeverLeave() throws IOException {
        ContentHandler internal = x -> {
            x.response()
                    .headers()
                    .add("X-Socket-Handoff", "/run/x")
                    .add("x-handoff-data", "{}")
                    .add("Transfer-Encoding", "gzip")
                    .add("Connection", "upgrade")
                    .add("Server", "PHP")
                    .add("Set-Cookie", "a=1");
            return TestDoor.answer(x, 200, "ok");
        };
        try (TestDoor door = new TestDoor().on("/i", internal);
                RawClient client = door.client()) {
            RawClient.Answer answer = client.get("/i").answer();
            assertThat(answer.head()).doesNotContainIgnoringCase("handoff").doesNotContain("gzip", "upgrade", "PHP");
            assertThat(answer.header("Set-Cookie")).isEqualTo("a=1");
        }
    }

    @Test
    void theHandlersConnectionCloseIsHonoured() throws IOException {
        ContentHandler close = x -> {
            x.response().headers().set("Connection", "close");
            return TestDoor.answer(x, 200, "bye");
        };
        try (TestDoor door = new TestDoor().on("/c", close);
                RawClient client = door.client()) {
            assertThat(client.get("/c").answer().header("Connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aFileGoesOutWholeInChunksAndByLength() throws IOException {
        byte[] content = new byte[1_500_000];
        new Random(3).nextBytes(content);
        Path file = folder.resolve("file");
        Files.write(file, content);
        ContentHandler byLength = x -> {
            try (Brigade all = Brigade.of(FileRange.open(file), new Eos())) {
                x.out().pass(all);
            }
            return Outcome.OK;
        };
        ContentHandler inChunks = x -> {
            try (Brigade all = Brigade.of(FileRange.open(file), new Flush())) {
                x.out().pass(all);
            }
            TestDoor.end(x);
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/l", byLength).on("/c", inChunks);
                RawClient client = door.client()) {
            for (String path : new String[] {"/l", "/c"}) {
                assertThat(client.get(path).answer().body().getBytes(StandardCharsets.ISO_8859_1))
                        .isEqualTo(content);
            }
        }
    }

    @Test
    void whatFollowsEosIsNoPartOfTheAnswer() throws IOException {
        ContentHandler after = x -> {
            try (Brigade all = Brigade.of(Data.latin1("a"), new Eos(), Data.latin1("b"))) {
                x.out().pass(all);
            }
            TestDoor.pass(x, "c");
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/after", after);
                RawClient client = door.client()) {
            assertThat(client.get("/after").answer().body()).isEqualTo("a");
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void anErrorBucketBecomesAnErrorAnswer() throws IOException {
        ContentHandler failing = x -> {
            try (Brigade all = Brigade.of(new ErrorBucket(502))) {
                x.out().pass(all);
            }
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/e", failing);
                RawClient client = door.client()) {
            assertThat(client.get("/e").answer().status()).isEqualTo(502);
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void aHandlerThatForgetsEosStillEnds() throws IOException {
        ContentHandler forgetful = x -> {
            TestDoor.pass(x, "all there is");
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/f", forgetful);
                RawClient client = door.client()) {
            assertThat(client.get("/f").answer().body()).isEqualTo("all there is");
        }
    }
}
