package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an upstream says of an error, as the log has it. */
class ErrorTextTest {
    private final ModelTable table = new ModelTable();

    @AfterEach
    void close() {
        table.close();
    }

    private String logged(int status, String body, String prompt) throws Exception {
        String[] text = new String[1];
        table.on(() -> {
            ErrorBody error = new ErrorBody(new ScriptedUpstream.Head(status, Map.of()), table.loop, () -> {});
            error.take(Unpooled.copiedBuffer(body, UTF_8));
            error.stop();
            byte[] request = ("{\"model\":\"gpt-x\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}")
                    .getBytes(UTF_8);
            text[0] = ErrorText.of(
                    error, request, ModelTable.KEY, Bench.ofThisLoop().json());
        });
        return text[0];
    }

    @Test
    void typeCodeAndMessageAreKept() throws Exception {
        assertThat(logged(429, "{\"error\":{\"message\":\"slow down\",\"type\":\"rate\",\"code\":\"r1\"}}", "Hello"))
                .isEqualTo("rate, r1, slow down");
    }

    @Test
    void keysAreNot() throws Exception {
        assertThat(logged(401, "{\"error\":{\"message\":\"bad key " + ModelTable.KEY + ", sk-abc****wxyz\"}}", "Hello"))
                .isEqualTo("bad key [key], [key]");
    }

    @Test
    void whatTheRequestSaidIsNot() throws Exception {
        assertThat(logged(
                        400,
                        "{\"error\":{\"message\":\"gpt-x cannot 'my \\\"private\\\" life'\"}}",
                        "my \\\"private\\\" life"))
                .isEqualTo("gpt-x cannot '[the request]");
        assertThat(logged(500, "<p>you said: the quick brown fox jum…</p>", "the quick brown fox jumps over"))
                .isEqualTo("<p>you said: [the request]");
    }

    @Test
    void aLineStaysALine() throws Exception {
        assertThat(logged(500, "a\r\nb\u001b[31m\u2028c\u202ed", "Hello")).isEqualTo("a  b [31m c d");
    }

    @Test
    void longTextsAreCut() throws Exception {
        assertThat(logged(500, "x".repeat(5000), "Hello")).hasSize(400);
    }

    @Test
    void a200ThatIsNoErrorIsNotShown() throws Exception {
        assertThat(logged(200, "{\"choices\":[{\"message\":{\"content\":\"private\"}}]}", "Hello"))
                .isEqualTo("47 bytes");
    }
}
