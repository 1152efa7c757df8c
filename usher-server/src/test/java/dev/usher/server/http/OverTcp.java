package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/**
 * The same vectors, end to end: a real door, a real socket, each request whole, byte by byte, and with a second
 * request in its segment. Each delivery has a
 * connection of its own.
 */
final class OverTcp {
    static final String CHUNKED_HEAD = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

    private OverTcp() {}

    /**
     * Answered, whatever there is at its path, and so is the request behind it: one without a body that keeps the
     * connection.
     */
    static void accepted(RequestHead head, String request) {
        if (head.framing().hasBody() || !head.keepAlive()) {
            return;
        }
        try (TestDoor door = new TestDoor()) {
            try (RawClient client = door.client()) {
                expectBoth(head.method(), client.send(request + Deliveries.SECOND));
            }
            try (RawClient client = door.client()) {
                expectBoth(head.method(), client.sendByteByByte(request + Deliveries.SECOND));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void expectBoth(String method, RawClient client) throws IOException {
        assertThat(client.answerTo(method).status()).isIn(200, 404, 405);
        assertThat(client.answer().body()).isEqualTo("second");
    }

    /** Refused with this status and closed; the second request is never answered. */
    static void refused(int status, String request, HeadLimits limits) {
        try (TestDoor door = new TestDoor(limits(limits))) {
            try (RawClient client = door.client()) {
                expectRefusal(status, client.send(request));
            }
            try (RawClient client = door.client()) {
                expectRefusal(status, client.sendByteByByte(request));
            }
            try (RawClient client = door.client()) {
                expectRefusal(status, client.send(request + Deliveries.SECOND));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void expectRefusal(int status, RawClient client) throws IOException {
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.statusLine()).startsWith("HTTP/1.1 ");
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.rest())
                .as("behind a refused request nothing is parsed")
                .isEmpty();
    }

    private static HttpLimits limits(HeadLimits head) {
        HttpLimits d = HttpLimits.DEFAULT;
        return new HttpLimits(
                d.timeout(), true, d.keepAliveTimeout(), 100, head, d.bodyBytes(), d.headRate(), d.bodyRate());
    }
}
