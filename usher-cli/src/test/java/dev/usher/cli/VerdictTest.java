package dev.usher.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code usher try} makes of a client's bytes. */
class VerdictTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    private static void judged(String answer, boolean complete, String sentence) {
        Verdict verdict = Verdict.of(answer.getBytes(UTF_8), 12, 3);
        assertThat(verdict.sentence()).contains(sentence);
        assertThat(verdict.complete()).isEqualTo(complete);
    }

    @Test
    void aStreamThatReachedItsEndIsComplete() {
        judged(HEAD + "data: a\n\nevent: done\ndata: [DONE]\n\n", true, "complete: 2 data lines");
    }

    @Test
    void aStreamWithoutDoneIsCut() {
        judged(HEAD + "data: a\n\n", false, "cut: no [DONE] at the end; 1 data lines");
    }

    @Test
    void aStreamWithAnErrorEventIsCut() {
        judged(HEAD + "data: a\n\nevent: error\ndata: {}\n\n", false, "cut: the stream ended with an error event");
    }

    @Test
    void anErrorStatusIsARefusal() {
        judged(
                "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n{}",
                false,
                "refused: 503 Service Unavailable");
    }

    @Test
    void noByteAtAllIsSaid() {
        judged("", false, "closed without a byte after 12 ms");
    }

    @Test
    void bytesThatAreNoHttpAreSaid() {
        judged("hello", false, "no HTTP response (5 bytes)");
    }

    @Test
    void anAnswerThatIsNoStreamIsComplete() {
        judged("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello", true, "complete: HTTP/1.1 200 OK, 5 bytes");
    }
}
