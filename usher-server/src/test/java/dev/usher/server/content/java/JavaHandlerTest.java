package dev.usher.server.content.java;

import static dev.usher.server.content.java.TestHandlers.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Fetched;
import dev.usher.server.content.Recorded;
import dev.usher.server.http.Exchange;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SetHandler java:NAME} over real sockets: requests, answers, and everything a handler may do wrong. */
class JavaHandlerTest {
    @TempDir
    Path temp;

    @BeforeEach
    void quiet() {
        TestHandlers.reset();
    }

    private ContentDoor door(Class<?> handler) throws Exception {
        return new ContentDoor(
                temp, "<Location /api>\nSetHandler " + name(handler) + "\nHandlerTimeout 20s\n</Location>\n");
    }

    // ---- where it answers

    @Test
    void aLocationWithoutAFileIsAnswered() throws Exception {
        try (ContentDoor door = door(TestHandlers.Hello.class)) {
            Fetched answer = door.get("/api/stream");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("hello from /api/stream");
            assertThat(answer.header("Content-Length")).isEqualTo("22");
            assertThat(door.get("/elsewhere").status()).isEqualTo(404);
        }
    }

    @Test
    void aServersHandlerAnswersForEveryPath() throws Exception {
        try (ContentDoor door = new ContentDoor(temp, "SetHandler " + name(TestHandlers.Hello.class) + "\n")) {
            assertThat(door.get("/").text()).isEqualTo("hello from /");
            assertThat(door.get("/any/where").text()).isEqualTo("hello from /any/where");
        }
    }

    @Test
    void filesOfAPatternAreAnswered() throws Exception {
        Files.createDirectory(temp.resolve("site"));
        Files.writeString(temp.resolve("site/a.txt"), "a file");
        Files.writeString(temp.resolve("site/a.hello"), "never shown");
        try (ContentDoor door = new ContentDoor(
                temp,
                "DocumentRoot site\n<FilesMatch \"\\.hello$\">\nSetHandler " + name(TestHandlers.Hello.class)
                        + "\n</FilesMatch>\n")) {
            assertThat(door.get("/a.hello").text()).isEqualTo("hello from /a.hello");
            assertThat(door.get("/a.txt").text()).isEqualTo("a file");
        }
    }

    @Test
    void requireIsAskedFirst() throws Exception {
        try (ContentDoor door = new ContentDoor(
                temp,
                "<Location /api>\nRequire all denied\nSetHandler " + name(TestHandlers.Hello.class)
                        + "\n</Location>\n")) {
            assertThat(door.get("/api").status()).isEqualTo(403);
        }
    }

    @Test
    void eachLineHasAnObjectOfItsOwn() throws Exception {
        String counted = "SetHandler " + name(TestHandlers.Counted.class) + "\n";
        try (ContentDoor door = new ContentDoor(
                temp, "<Location /a>\n" + counted + "</Location>\n<Location /b>\n" + counted + "</Location>\n")) {
            String first = door.get("/a").text();
            assertThat(door.get("/a/b").text()).isEqualTo(first);
            assertThat(door.get("/b").text()).isNotEqualTo(first);
        }
    }

    // ---- the request

    @Test
    void theRequestIsWhole() throws Exception {
        try (ContentDoor door = door(TestHandlers.Mirror.class)) {
            Fetched answer = door.send(
                    "POST",
                    "/api/a%20%C3%BC?q=1+2&q=%E2%82%AC&q=%zz",
                    "f=one&g=x&f=t%2Bwo".getBytes(StandardCharsets.US_ASCII),
                    "Content-Type: application/x-www-form-urlencoded; charset=utf-8",
                    "X-One: 1",
                    "X-Socket-Handoff: /run/evil",
                    "Cookie: b=0; c=yes=1",
                    "Host: Example.com:80");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8).lines())
                    .containsExactly(
                            "method POST",
                            "path /api/a ü",
                            "target /api/a%20%C3%BC?q=1+2&q=%E2%82%AC&q=%zz",
                            "query q=1+2&q=%E2%82%AC&q=%zz",
                            "q [1 2, €, %zz]",
                            "form [one, t+wo]",
                            "host example.com",
                            "from 127.0.0.1",
                            "cookie yes=1",
                            "x 1",
                            "headers [Content-Type, X-One, Cookie, Host, Content-Length]",
                            "length 18");
            assertThat(answer.headers().get("set-cookie")).containsExactly("a=1", "b=2");
            assertThat(answer.header("X-Id")).matches("[a-z2-7]{13}");
        }
    }

    @Test
    void aBodyInAFileIsReadWhole() throws Exception {
        byte[] body = new byte[1_000_003];
        new Random(7).nextBytes(body);
        try (ContentDoor door = door(TestHandlers.Echo.class)) {
            assertThat(door.send("POST", "/api", body).body()).isEqualTo(body);
            byte[] small = Arrays.copyOf(body, 1000);
            assertThat(door.send("POST", "/api", small).body()).isEqualTo(small);
        }
    }

    @Test
    void aFormOfTooManyPairsIs413() throws Exception {
        try (ContentDoor door = door(TestHandlers.Mirror.class)) {
            byte[] form = "f=1&".repeat(1001).getBytes(StandardCharsets.US_ASCII);
            String type = "Content-Type: application/x-www-form-urlencoded";
            assertThat(door.send("POST", "/api", form, type).status()).isEqualTo(413);
            byte[] longForm = new byte[JavaRequest.MAX_FORM_BYTES + 1];
            Arrays.fill(longForm, (byte) 'a');
            assertThat(door.send("POST", "/api", longForm, type).status()).isEqualTo(413);
        }
    }

    // ---- the answer

    @Test
    void whatIsFlushedArrivesBeforeTheRest() throws Exception {
        try (ContentDoor door = door(TestHandlers.Gated.class);
                Socket client = asking(door, "GET", "/api")) {
            InputStream in = client.getInputStream();
            assertThat(until(in, "data: 0\n\n"))
                    .contains("Transfer-Encoding: chunked", "Content-Type: text/event-stream");
            for (int i = 1; i < 10; i++) {
                TestHandlers.GATE.release();
                assertThat(until(in, "data: " + i + "\n\n")).doesNotContain("data: " + (i + 1));
            }
            TestHandlers.GATE.release();
            assertThat(until(in, "\r\n0\r\n\r\n")).isNotNull();
            assertThat(door.ended()).isEqualTo(Exchange.End.COMPLETED);
        }
    }

    @Test
    void theConnectionIsKeptForTheNextRequest() throws Exception {
        try (ContentDoor door = door(TestHandlers.Hello.class);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            client.setSoTimeout(10_000);
            String one = "GET /api/1 HTTP/1.1\r\nHost: h\r\n\r\nGET /api/2 HTTP/1.1\r\nHost: h\r\n\r\n";
            client.getOutputStream().write(one.getBytes(StandardCharsets.US_ASCII));
            assertThat(until(client.getInputStream(), "hello from /api/1")).doesNotContain("Connection: close");
            assertThat(until(client.getInputStream(), "hello from /api/2")).contains("200 OK");
        }
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        try (ContentDoor door = door(TestHandlers.Hello.class)) {
            Fetched answer = door.send("HEAD", "/api", new byte[0]);
            assertThat(answer.header("Content-Length")).isEqualTo("15");
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void aStatusWithoutBodySendsNone(int status) throws Exception {
        try (ContentDoor door = door(TestHandlers.Exact.class)) {
            Fetched answer = door.get("/api?bytes=100&status=" + status);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Content-Length")).isNull();
        }
    }

    @Test
    void aPromisedLengthIsKeptTo() throws Exception {
        try (ContentDoor door = door(TestHandlers.Exact.class)) {
            assertThat(door.get("/api?promise=5&bytes=5").text()).isEqualTo("xxxxx");
            assertThat(door.get("/api?promise=5&bytes=50").text()).isEqualTo("xxxxx");
            assertThat(door.get("/api?promise=50&bytes=5").status()).isEqualTo(500);
            assertThat(door.get("/api?promise=50000&bytes=40000").whole()).isFalse();
            assertThat(door.get("/api?promise=many&bytes=5").status()).isEqualTo(500);
            Fetched head = door.send("HEAD", "/api?promise=50", new byte[0]);
            assertThat(head.header("Content-Length")).isEqualTo("50");
        }
    }

    @Test
    void closingTheBodyCompletesTheAnswer() throws Exception {
        try (ContentDoor door = door(TestHandlers.Closing.class)) {
            assertThat(door.get("/api").text()).isEqualTo("all of it");
            assertThat(TestHandlers.event()).isEqualTo("closed");
            TestHandlers.GATE.release();
            assertThat(TestHandlers.event()).contains("nothing can be written behind it");
        }
    }

    // ---- what goes wrong

    @ParameterizedTest
    @ValueSource(strings = {"a%0D%0AX-Evil:%201", "a%0Ab", "a%00", "a%0D", "%E2%82%AC"})
    void aHeaderValueThatLeavesItsLineIs500AndNeverWritten(String value) throws Exception {
        try (ContentDoor door = door(TestHandlers.HeaderSetter.class);
                Recorded log = Recorded.of("java")) {
            Fetched answer = door.get("/api?v=" + value);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.headers()).doesNotContainKeys("x-evil", "x-set");
            log.await("java:" + TestHandlers.HeaderSetter.class.getName() + " failed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "stack", "error", "status"})
    void aHandlerThatFailsBeforeItsHeadIs500(String how) throws Exception {
        try (ContentDoor door = door(TestHandlers.Failing.class);
                Recorded log = Recorded.of("java")) {
            assertThat(door.get("/api?how=" + how).status()).isEqualTo(500);
            assertThat(door.ended()).isEqualTo(Exchange.End.FAILED);
            log.await(TestHandlers.Failing.class.getName() + " failed");
            assertThat(door.get("/api?how=" + how).status()).isEqualTo(500);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "stack", "error"})
    void aHandlerThatFailsBehindItsHeadIsCut(String how) throws Exception {
        try (ContentDoor door = door(TestHandlers.Failing.class)) {
            Fetched answer = door.get("/api?after=1&how=" + how);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("begun");
            assertThat(answer.whole()).isFalse();
        }
    }

    @Test
    void anHttpErrorIsItsAnswer() throws Exception {
        try (ContentDoor door = door(TestHandlers.Failing.class)) {
            Fetched answer = door.get("/api?how=http");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("There is no such thread.").doesNotContain("thread 7");
        }
    }

    @Test
    void aHandlerThatIsSilentForTooLongIs504AndInterrupted() throws Exception {
        try (ContentDoor door = new ContentDoor(
                        temp,
                        "<Location /api>\nSetHandler " + name(TestHandlers.Waiting.class)
                                + "\nHandlerTimeout 100ms\n</Location>\n");
                Recorded log = Recorded.of("java")) {
            assertThat(door.get("/api?a").status()).isEqualTo(504);
            assertThat(TestHandlers.event()).isEqualTo("begun a");
            assertThat(TestHandlers.event()).isEqualTo("interrupted");
            log.await("ended behind its answer (FAILED)"); // a line for who debugs, and not a second error
        }
    }

    @Test
    void aHandlerThatWritesWithoutFlushingIsNotSilent() throws Exception {
        try (ContentDoor door = new ContentDoor(
                temp,
                "<Location /api>\nSetHandler " + name(TestHandlers.Dribbling.class)
                        + "\nHandlerTimeout 2s\n</Location>\n")) {
            Fetched answer = door.get("/api");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("x".repeat(50));
        }
    }

    @Test
    void aClientThatLeavesInterruptsItsHandler() throws Exception {
        try (ContentDoor door = door(TestHandlers.Waiting.class)) {
            Socket client = asking(door, "GET", "/api?a");
            assertThat(TestHandlers.event()).isEqualTo("begun a");
            client.close();
            assertThat(TestHandlers.event()).isEqualTo("interrupted");
            assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
        }
    }

    @Test
    void aSlowReaderHoldsBackItsOwnHandlerOnly() throws Exception {
        try (ContentDoor door = new ContentDoor(
                temp,
                "<Location /flood>\nSetHandler " + name(TestHandlers.Flood.class)
                        + "\n</Location>\n<Location /api>\nSetHandler " + name(TestHandlers.Hello.class)
                        + "\n</Location>\n")) {
            Socket slow = asking(door, "GET", "/flood");
            assertThat(settled(door)).isBetween(1L, 32L << 20);
            slow.setSoLinger(true, 0);
            slow.close();
            assertThat(TestHandlers.event()).isEqualTo("stopped: the client has left");
        }
    }

    /** What the flood has written when it has come to a stand: others are answered meanwhile, and it has not gone on. */
    private static long settled(ContentDoor door) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            long before = TestHandlers.Flood.WRITTEN_BYTES.get();
            boolean heldBack = TestHandlers.Flood.isHeldBack();
            assertThat(door.get("/api").text()).isEqualTo("hello from /api");
            if (heldBack && TestHandlers.Flood.isHeldBack() && TestHandlers.Flood.WRITTEN_BYTES.get() == before) {
                return before;
            }
        }
        throw new AssertionError("the handler still writes: " + TestHandlers.Flood.WRITTEN_BYTES.get() + " bytes");
    }

    // ----

    static Socket asking(ContentDoor door, String method, String target) throws Exception {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), door.port());
        client.setSoTimeout(10_000);
        client.getOutputStream().write(Fetched.request(method, target, new byte[0]));
        return client;
    }

    private static String until(InputStream in, String end) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int b = in.read();
            assertThat(b).as("the end, after %s", read).isNotNegative();
            read.append((char) b);
        }
        return read.toString();
    }
}
