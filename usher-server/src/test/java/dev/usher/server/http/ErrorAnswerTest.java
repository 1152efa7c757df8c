package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.OutputFilter;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a client gets when something fails, and what becomes of its connection. */
class ErrorAnswerTest {
    private static HttpError error(int status) {
        return HttpError.of(status, "A <sentence>.", "the whole story");
    }

    @Test
    void theErrorPageIsHtmlWithTheStatusAndTheRequestsId() throws Exception {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            RawClient.Answer answer = client.get("/none").answer();
            assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(answer.body())
                    .startsWith("<!DOCTYPE html>")
                    .contains("404 Not Found", "Request " + door.logged().requestId());
        }
    }

    @Test
    void theReasonIsEscapedAndTheDetailStaysInside() throws IOException {
        try (TestDoor door = new TestDoor().on("/e", _ -> {
                    throw error(500);
                });
                RawClient client = door.client()) {
            assertThat(client.get("/e").answer().body())
                    .contains("A &lt;sentence&gt;.")
                    .doesNotContain("whole story");
        }
    }

    @Test
    void serverErrorsAndRefusalsKeepAConnectionWhoseRequestWasReadWhole() throws IOException {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            for (int status : new int[] {403, 404, 500, 502, 503, 504}) {
                door.on("/" + status, _ -> {
                    throw error(status);
                });
                client.send("POST /" + status + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.header("Connection")).isNull();
            }
        }
    }

    @Test
    void errorsThatDoubtTheRequestCloseTheConnection() throws IOException {
        try (TestDoor door = new TestDoor()) {
            for (int status : new int[] {400, 408, 413, 414, 431, 501, 505}) {
                door.on("/e", _ -> {
                    throw error(status);
                });
                try (RawClient client = door.client()) {
                    client.send("GET /e HTTP/1.1\r\nHost: h\r\n\r\n" + Deliveries.SECOND);
                    RawClient.Answer answer = client.answer();
                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(answer.header("Connection")).isEqualTo("close");
                    assertThat(client.rest()).isEmpty();
                }
            }
        }
    }

    @Test
    void retryAfterIsSentWhereItIsKnown() throws IOException {
        try (TestDoor door = new TestDoor().on("/busy", _ -> {
                    throw error(503).retryAfterSeconds(7);
                });
                RawClient client = door.client()) {
            assertThat(client.get("/busy").answer().header("Retry-After")).isEqualTo("7");
        }
    }

    @Test
    void traceIs405() throws IOException {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            RawClient.Answer answer =
                    client.send("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n").answer();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("Allow")).isNotNull();
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void anExceptionInAHandlerIs500AndTheServerLives() throws Exception {
        try (TestDoor door = new TestDoor().on("/boom", _ -> {
                    throw new IllegalStateException("boom");
                });
                RawClient client = door.client()) {
            assertThat(client.get("/boom").answer().status()).isEqualTo(500);
            assertThat(door.ended()).isEqualTo(Exchange.End.FAILED);
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void aStackOverflowInAHandlerIs500AndTheServerLives() throws IOException {
        ContentHandler deep = x -> {
            throw new StackOverflowError("as deep as it goes in " + x.id());
        };
        try (TestDoor door = new TestDoor().on("/deep", deep);
                RawClient client = door.client()) {
            assertThat(client.get("/deep").answer().status()).isEqualTo(500);
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void anExceptionInAFilterIs500() throws IOException {
        try (TestDoor door = new TestDoor().filter(x -> {
                    if (x.request().target().path().equals("/")) {
                        x.out().add(FilterType.CONTENT_SET, OutputFilter.nonBlocking((_, _) -> {
                            throw new IllegalArgumentException("filter");
                        }));
                    }
                });
                RawClient client = door.client()) {
            assertThat(client.get("/").answer().status()).isEqualTo(500);
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void anExceptionBehindTheHeadCutsTheConnection() throws Exception {
        try (TestDoor door = new TestDoor().on("/cut", x -> {
                    TestDoor.pass(x, "a beginning");
                    throw new IllegalStateException("midway");
                });
                RawClient client = door.client()) {
            client.get("/cut");
            assertThatThrownBy(client::answer).isInstanceOf(IOException.class);
            assertThat(door.ended()).isEqualTo(Exchange.End.FAILED);
            assertThat(door.logged().connectionEnd()).isEqualTo(AccessLogEntry.ConnectionEnd.ABORTED);
        }
    }

    @Test
    void declinedIs404() throws IOException {
        try (TestDoor door = new TestDoor().on("/d", _ -> Outcome.DECLINED);
                RawClient client = door.client()) {
            assertThat(client.get("/d").answer().status()).isEqualTo(404);
        }
    }

    @Test
    void aRequestWithoutHeadIsLoggedToo() throws Exception {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nBad Header: x\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(400);
            AccessLogEntry entry = door.logged();
            assertThat(entry.status()).isEqualTo(400);
            assertThat(entry.requestLine()).isEqualTo("GET / HTTP/1.1");
            assertThat(entry.request()).isNull();
        }
    }

    @Test
    void theAccessLogHasWhatWentOverTheWire() throws Exception {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            String request = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
            RawClient.Answer answer = client.send(request).answer();
            AccessLogEntry entry = door.logged();
            assertThat(entry.requestLine()).isEqualTo("POST /echo HTTP/1.1");
            assertThat(entry.bytesReceived()).isEqualTo(request.length());
            assertThat(entry.bodyBytes()).isEqualTo(4);
            assertThat(entry.bytesSent())
                    .isEqualTo(answer.head().length() + answer.head().lines().count() + 2 + 4);
            assertThat(entry.remoteAddress()).isEqualTo("127.0.0.1");
            assertThat(entry.localPort()).isEqualTo(door.port());
            assertThat(entry.connectionEnd()).isEqualTo(AccessLogEntry.ConnectionEnd.KEPT);
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            assertThat(door.logged().requestsBefore()).isEqualTo(1);
        }
    }
}
