package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One connection, many requests: what keeps it and what ends it (RFC 9112 §9.3). */
@Tag("transport")
class KeepAliveTest {
    @Test
    void aConnectionServesOneRequestAfterAnother() throws Exception {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            RawClient.Answer first = client.get("/").answer();
            assertThat(first.statusLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(first.body()).isEqualTo("hello");
            assertThat(first.header("Content-Length")).isEqualTo("5");
            assertThat(first.header("Date")).endsWith("GMT");
            assertThat(first.header("Server")).isEqualTo("Usher");
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            String one = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
            String two = "GET /second HTTP/1.1\r\nHost: h\r\n\r\n";
            client.send((one + two).repeat(40));
            for (int i = 0; i < 40; i++) {
                assertThat(client.answer().body()).isEqualTo("hello");
                assertThat(client.answer().body()).isEqualTo("second");
            }
        }
    }

    @Test
    void theClientsCloseIsHonouredAndTold() throws IOException {
        try (TestDoor door = new TestDoor();
                RawClient client = door.client()) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().header("Connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void http10ClosesUnlessItAsksOtherwise() throws IOException {
        try (TestDoor door = new TestDoor()) {
            try (RawClient client = door.client()) {
                RawClient.Answer answer = client.send("GET / HTTP/1.0\r\n\r\n").answer();
                assertThat(answer.statusLine()).startsWith("HTTP/1.1 200");
                assertThat(client.isClosedByServer()).isTrue();
            }
            try (RawClient client = door.client()) {
                client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
                assertThat(client.answer().header("Connection")).isEqualTo("keep-alive");
                assertThat(client.get("/second").answer().body()).isEqualTo("second");
            }
        }
    }
}
