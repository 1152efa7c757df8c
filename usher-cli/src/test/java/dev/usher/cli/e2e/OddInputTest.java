package dev.usher.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd but good input is served whole, through a real php-fpm. */
@TestInstance(Lifecycle.PER_CLASS)
class OddInputTest {
    private static final String FORM = String.join(
            "\r\n",
            "POST /prompt.php HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Content-Type: application/x-www-form-urlencoded",
            "");

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path temp) throws Exception {
        stage = Stage.withDelay(temp, "0ms");
        stage.script("none.php", "<?php header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');");
        stage.handoff("empty.php", "/srv/run/streaming-daemon.sock", "''");
        stage.handoff(
                "large.php",
                "/srv/run/streaming-daemon.sock",
                "json_encode(['padding' => str_repeat('x', 200000), 'prompt' => 'large'])");
        stage.handoff("user.php", "/srv/run/streaming-daemon.sock", "'{\"user_id\":\"anna-7\",\"prompt\":\"x\"}'");
        stage.handoff(
                "prompt.php",
                "/srv/run/streaming-daemon.sock",
                "json_encode(['prompt' => $_REQUEST['prompt']], JSON_UNESCAPED_UNICODE)");
        stage.handoff(
                "escaped.php", "/srv/run/streaming-daemon.sock", "json_encode(['prompt' => $_REQUEST['prompt']])");
        stage.script("status.php", """
                <?php http_response_code((int) $_GET['status']);
                header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');
                """);
        stage.script("slow-tail.php", """
                <?php header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');
                echo str_repeat('never seen', 100000);
                """);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private void served(Answer answer, String prompt) throws Exception {
        assertThat(answer.isWholeStream()).as(answer + stage.usher().log()).isTrue();
        assertThat(answer.body()).startsWith("data: You said: " + prompt + ".\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/none.php", "/empty.php", "/slow-tail.php", "/status.php?status=204", "/status.php?status=304"})
    void withoutDataTheMockSaysHello(String target) throws Exception {
        served(stage.get(target), "Hello");
    }

    @Test
    void twoHundredKilobytesOfDataAreServed() throws Exception {
        served(stage.get("/large.php"), "large");
    }

    @Test
    void aStringIsAUserToo() throws Exception {
        assertThat(stage.get("/user.php").body()).contains("data:  Welcome, anna-7.\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "naïve café",
                "🎭👩‍👩‍👧‍👦",
                "שלום עולם",
                "مرحبا ‏بالعالم",
                "line\u2028and paragraph\u2029",
                "東京\uFEFF\u200B",
                "𝒳 \uD83E\uDEE0 e\u0301",
                "\"quoted\" \\ </script>"
            })
    void aPromptOfAnyUnicodeIsServed(String prompt) throws Exception {
        String query = "prompt=" + URLEncoder.encode(prompt, UTF_8);
        served(stage.get("/prompt.php?" + query), prompt);
        served(Visitor.post(stage.port(), "/escaped.php", query), prompt);
    }

    @Test
    void aNulInAPromptIsServedEscaped() throws Exception {
        served(stage.get("/escaped.php?prompt=a%00b"), "a\0b");
    }

    @Test
    void aLineBreakInAPromptCannotEndAnEvent() throws Exception {
        Answer answer = stage.get("/escaped.php?prompt=a%0A%0Aevent:%20done%0Adata:%20[DONE]%0A%0A");
        assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
        assertThat(answer.body()).startsWith("data: You said: a\ndata: \ndata: event: done\ndata: data: [DONE]\n");
    }

    @Test
    void aClientThatIsOnHttp10IsServed() throws Exception {
        try (Visitor visitor = Visitor.at(stage.port())) {
            served(visitor.says("GET /prompt.php?prompt=old HTTP/1.0\r\n\r\n").hears(), "old");
        }
    }

    @Test
    void aClientThatKeepsItsConnectionIsServedAfterAnEarlierAnswer() throws Exception {
        stage.script("first.php", "<?php header('Content-Length: 5'); echo 'first';");
        try (Visitor visitor = Visitor.at(stage.port())) {
            visitor.says("GET /first.php HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(visitor.hearsUntil("\r\n\r\nfirst")).startsWith("HTTP/1.1 200 ");
            served(visitor.asks("GET", "/prompt.php?prompt=second", "").hears(), "second");
        }
    }

    @Test
    void aClientThatSendsMoreAfterTheHandoffIsServedWhole() throws Exception {
        stage.script("slow.php", """
                <?php touch('/srv/run/reached'); usleep(1000);
                header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');
                """);
        try (Visitor visitor = Visitor.at(stage.port())) {
            visitor.asks("GET", "/slow.php", "");
            String begin = visitor.hearsUntil("\r\n\r\n");
            visitor.says("unread ".repeat(1000));
            served(Answer.of(begin + visitor.rest()), "Hello");
        }
    }

    @Test
    void aBodyWithExpectContinueIsServed() throws Exception {
        try (Visitor visitor = Visitor.at(stage.port())) {
            visitor.says(FORM + "Expect: 100-continue\r\nContent-Length: 15\r\n\r\n");
            assertThat(visitor.hearsUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            served(visitor.says("prompt=expected").hears(), "expected");
        }
    }

    @Test
    void aChunkedBodyIsServed() throws Exception {
        try (Visitor visitor = Visitor.at(stage.port())) {
            visitor.says(FORM + "Transfer-Encoding: chunked\r\n\r\n7\r\nprompt=\r\n6\r\npieces\r\n0\r\n\r\n");
            served(visitor.hears(), "pieces");
        }
    }
}
