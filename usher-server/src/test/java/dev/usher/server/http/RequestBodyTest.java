package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.connection.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies are spooled whole before the handler runs, and not a byte beyond is taken. */
@Tag("transport")
class RequestBodyTest {
    private static final String SECOND = "GET /second HTTP/1.1\r\nHost: h\r\n\r\n";

    private static HttpLimits bodyLimit(long bytes) {
        HttpLimits d = HttpLimits.DEFAULT;
        return new HttpLimits(
                d.timeout(), true, d.keepAliveTimeout(), 100, d.head(), bytes, d.headRate(), d.bodyRate());
    }

    private static String post(String fields) {
        return "POST /echo HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    }

    @Test
    void aBodyOfKnownLengthComesBackAndTheNextRequestIsSeen() throws IOException {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            client.send(post("Content-Length: 11\r\n") + "hello world" + SECOND);
            assertThat(client.answer().body()).isEqualTo("hello world");
            assertThat(client.answer().body()).isEqualTo("second");
        }
    }

    @Test
    void aChunkedBodyComesBackAndTheNextRequestIsSeen() throws IOException {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            client.send(post("Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: v\r\n\r\n"
                    + SECOND);
            assertThat(client.answer().body()).isEqualTo("hello world");
            assertThat(client.answer().body()).isEqualTo("second");
        }
    }

    @Test
    void aChunkedBodyByteByByteComesBack() throws IOException {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            client.sendByteByByte(
                    post("Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n" + SECOND);
            assertThat(client.answer().body()).isEqualTo("hello world");
            assertThat(client.answer().body()).isEqualTo("second");
        }
    }

    @Test
    void aBodyOf64KiBStaysInMemoryAndOneByteMoreGoesToAFileWithoutAName() throws Exception {
        BlockingQueue<Boolean> inFile = new LinkedBlockingQueue<>();
        ContentHandler look = x -> {
            try (Brigade body = x.body().content()) {
                inFile.add(body.first() instanceof FileRange);
            }
            return TestDoor.answer(x, 200, Long.toString(x.body().length()));
        };
        try (TestDoor door = new TestDoor().on("/look", look);
                RawClient client = door.client()) {
            for (int length : new int[] {65_536, 65_537}) {
                client.send("POST /look HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n"
                        + "x".repeat(length));
                assertThat(client.answer().body()).isEqualTo(Integer.toString(length));
                assertThat(inFile.poll(5, TimeUnit.SECONDS)).isEqualTo(length > 65_536);
            }
        }
    }

    @Test
    void aLongBodyComesBackFromItsFileByteForByte() throws IOException {
        byte[] body = new byte[3_000_000];
        new Random(7).nextBytes(body);
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            client.send(post("Content-Length: " + body.length + "\r\n"));
            client.sendBytes(body);
            assertThat(client.answer().body().getBytes(StandardCharsets.ISO_8859_1))
                    .isEqualTo(body);
        }
    }

    @Test
    void theHandlerMayReadTheBodyAgain() throws IOException {
        ContentHandler twice = x -> {
            try (Brigade all = x.body().content();
                    Brigade again = x.body().content()) {
                again.moveTo(all);
                x.out().pass(all);
            }
            return Outcome.OK;
        };
        try (TestDoor door = new TestDoor().on("/twice", twice);
                RawClient client = door.client()) {
            client.send("POST /twice HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
            assertThat(client.answer().body()).isEqualTo("abab");
        }
    }

    @Test
    void continueIsSentWhenSpoolingStarts() throws IOException {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            client.send(post("Content-Length: 2\r\nExpect: 100-continue\r\n"));
            assertThat(client.answer().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
            client.send("ok");
            assertThat(client.answer().body()).isEqualTo("ok");
        }
    }

    @Test
    void noContinueForABodyThatIsTooLong() throws IOException {
        try (TestDoor door = new TestDoor(bodyLimit(10));
                RawClient client = door.client()) {
            client.send(post("Content-Length: 11\r\nExpect: 100-continue\r\n"));
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aBodyOverTheLimitIs413BeforeItIsReadAndTheConnectionCloses() throws IOException {
        try (TestDoor door = new TestDoor(bodyLimit(10));
                RawClient client = door.client()) {
            client.send(post("Content-Length: 100000\r\n") + "x".repeat(100_000) + SECOND);
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aChunkedBodyOverTheLimitIs413() throws IOException {
        try (TestDoor door = new TestDoor(bodyLimit(10));
                RawClient client = door.client()) {
            client.send(post("Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n" + SECOND);
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aBadChunkIs400AndNothingBehindItIsParsed() throws IOException {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            client.send(post("Transfer-Encoding: chunked\r\n") + "0x5\r\nhello\r\n0\r\n\r\n" + SECOND);
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aClientThatLeavesWithinItsBodyIsDeparted() throws Exception {
        try (TestDoor door = new TestDoor()) {
            try (RawClient client = door.client()) {
                client.send(post("Content-Length: 10\r\n") + "half");
                client.shutdownOutput();
                assertThat(client.isClosedByServer()).isTrue();
            }
            assertThat(door.logged().status()).isEqualTo(499);
        }
    }

    @Test
    void anUnknownPathWithABodyClosesAndOneWithoutKeeps() throws IOException {
        try (TestDoor door = new TestDoor()) {
            try (RawClient client = door.client()) {
                assertThat(client.get("/none").answer().status()).isEqualTo(404);
                assertThat(client.get("/second").answer().body()).isEqualTo("second");
            }
            try (RawClient client = door.client()) {
                client.send("POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello" + SECOND);
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(client.isClosedByServer()).isTrue();
            }
        }
    }
}
