package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every row of the table of handoffs that fail, through a real php-fpm: the client gets its error, the log says why, and
 * the next client is served.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadAnswersTest {
    private static final String LIMITS = """
            SocketHandoffConnectTimeoutMs 150
            LimitRequestBody 1000
            """;

    private Stage stage;
    private Path outside;

    @BeforeAll
    void open(@TempDir Path temp, @TempDir Path elsewhere) throws Exception {
        outside = elsewhere;
        stage = Stage.of(temp, Stage.PRINTED.replace("20ms", "0ms") + LIMITS);
        stage.handoff("good.php", "/srv/run/streaming-daemon.sock", "'{\"prompt\":\"good\"}'");
        stage.script("to.php", "<?php header('X-Socket-Handoff: ' . $_GET['path']);");
        stage.script("data.php", """
                <?php header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');
                header('X-Handoff-Data: ' . rawurldecode($_SERVER['QUERY_STRING']));
                """);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    /** Nothing is lost: whatever one client met, the next is served. */
    @AfterEach
    void theNextClientIsServed() throws Exception {
        assertThat(stage.get("/good.php").isWholeStream()).isTrue();
    }

    private Answer failed(int status, String target) throws IOException {
        Answer answer = stage.get(target);
        assertThat(answer.status()).as(answer + stage.usher().log()).isEqualTo(status);
        assertThat(answer.head())
                .doesNotContainIgnoringCase("x-socket-handoff")
                .doesNotContainIgnoringCase("x-handoff");
        assertThat(answer.body())
                .as("the paths are nobody's business")
                .doesNotContain(stage.run().toString());
        return answer;
    }

    private void logged(String... words) throws Exception {
        for (String word : words) {
            stage.usher().awaitLog(word);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/etc/none.sock", "/srv/run-evil/x.sock", "run/x.sock", "x", "@abstract"})
    void aPathOutsideThePrefixIs403WhetherItExistsOrNot(String path) throws Exception {
        failed(403, "/to.php?path=" + path);
        logged("[socket_handoff]", " " + path + ": 403");
    }

    @Test
    void aPathThatClimbsOutIs403() throws Exception {
        failed(403, "/to.php?path=" + stage.run() + "/../site/good.php");
    }

    @Test
    void aLinkThatLeadsOutIs403() throws Exception {
        Path target = outside.resolve("outside.sock");
        Files.createSymbolicLink(stage.run().resolve("link.sock"), target);
        try (Receiver _ = Receiver.inPython(target, "seqpacket")) {
            failed(403, "/to.php?path=" + stage.run() + "/link.sock");
        }
        logged("link.sock: 403");
    }

    @Test
    void aFileThatIsNoSocketIs403() throws Exception {
        Files.writeString(stage.run().resolve("file.sock"), "");
        failed(403, "/to.php?path=" + stage.run() + "/file.sock");
        logged("no socket");
    }

    @Test
    void aDaemonThatIsMissingIs503() throws Exception {
        Answer answer = failed(503, "/to.php?path=" + stage.run() + "/missing.sock");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        logged("missing.sock", "ENOENT");
    }

    @Test
    void aStaleSocketIs503() throws Exception {
        Path stale = stage.run().resolve("stale.sock");
        Receiver.inPython(stale, "seqpacket").close();
        assertThat(failed(503, "/to.php?path=" + stale).header("Retry-After")).isNotEmpty();
        logged("ECONNREFUSED");
    }

    @Test
    void aFullBacklogIs503WithinTheConnectTimeout() throws Exception {
        Path full = stage.run().resolve("full.sock");
        try (var listener = dev.usher.fd.UnixSocket.open(dev.usher.fd.SocketType.SEQPACKET);
                var queued = dev.usher.fd.UnixSocket.open(dev.usher.fd.SocketType.SEQPACKET)) {
            listener.bind(dev.usher.fd.UnixAddress.path(full));
            listener.listen(0);
            queued.connect(dev.usher.fd.UnixAddress.path(full));
            long start = System.nanoTime();
            assertThat(failed(503, "/to.php?path=" + full).header("Retry-After"))
                    .isNotEmpty();
            assertThat(System.nanoTime() - start).isBetween(150_000_000L, 3_000_000_000L);
        }
        logged("EAGAIN");
    }

    @Test
    void dataLargerThanADaemonCanTakeIs500WithBothSizes() throws Exception {
        stage.handoff("large.php", "/srv/run/streaming-daemon.sock", "str_repeat('x', 212961)");
        failed(500, "/large.php");
        logged("212961", "212960");
    }

    @Test
    void theSocketsHeaderTwiceIs500() throws Exception {
        stage.script("twice.php", """
                <?php header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');
                header('X-Socket-Handoff: /srv/run/streaming-daemon.sock', false);
                """);
        failed(500, "/twice.php");
        logged("X-Socket-Handoff came 2 times");
    }

    @Test
    void theDatasHeaderTwiceIs500() throws Exception {
        stage.script("twice-data.php", """
                <?php header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');
                header('X-Handoff-Data: {"a":1}');
                header('X-Handoff-Data: {"a":2}', false);
                """);
        failed(500, "/twice-data.php");
        logged("X-Handoff-Data 2 times");
    }

    @Test
    void anEmptyPathIs500() throws Exception {
        failed(500, "/to.php?path=");
        logged("X-Socket-Handoff is empty");
    }

    @Test
    void anApplicationsHeadOver64KiBIs502() throws Exception {
        stage.script("head-large.php", "<?php header('X-Large: ' . str_repeat('x', 66000)); echo 'x';");
        failed(502, "/head-large.php");
    }

    /** Until the relayed lane is built. */
    @Test
    void aRequestBehindTheHandedOffOneIs500AndTheLogSaysWhy() throws Exception {
        try (Visitor visitor = Visitor.at(stage.port())) {
            visitor.says("GET /good.php HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2));
            assertThat(visitor.hearsUntil("\r\n\r\n")).startsWith("HTTP/1.1 500 ");
        }
        logged("the relayed lane is not built yet", "bytes behind the request were read already");
    }

    @Test
    void aBodyOverTheLimitIs413AndTheApplicationIsNotCalled() throws Exception {
        Path called = stage.run().resolve("called");
        stage.script("called.php", "<?php touch('/srv/run/called'); echo 'called';");
        assertThat(Visitor.post(stage.port(), "/called.php", "x=" + "y".repeat(1000))
                        .status())
                .isEqualTo(413);
        assertThat(called).doesNotExist();
    }

    @Test
    void headGetsTheHeadersAndIsNotHandedOff() throws Exception {
        stage.script("head.php", """
                <?php header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');
                header('X-Handoff-Data: {}');
                header('X-Mine: here');
                """);
        try (Visitor visitor = Visitor.at(stage.port())) {
            Answer answer = visitor.asks("HEAD", "/head.php", "").hears();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-Mine")).isEqualTo("here");
            assertThat(answer.head()).doesNotContainIgnoringCase("handoff");
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void aClientCannotNameASeatItself() throws Exception {
        stage.script("plain.php", "<?php echo $_SERVER['HTTP_X_SOCKET_HANDOFF'] ?? 'none';");
        Answer answer = stage.get(
                "/plain.php",
                "X-Socket-Handoff: " + stage.run().resolve("streaming-daemon.sock"),
                "X-Handoff-Data: {}");
        assertThat(answer.body()).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Hello", "{\"prompt\":\"x", "[1]", "7", "{\"prompt\":\"a\"}{\"prompt\":\"b\"}", "{\"a\":\"%E9\"}"
            })
    void dataThatAreNoJsonObjectAre400FromTheDaemon(String data) throws Exception {
        Answer answer = failed(400, "/data.php?" + data.replace("\"", "%22").replace("{", "%7B"));
        assertThat(answer.body()).contains("\"error\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"prompt | 7", "messages | {}", "model | []", "user_id | {}", "response_headers | []"})
    void aKnownFieldOfTheWrongTypeIs400AndNamed(String field, String value) throws Exception {
        String data = "{\"" + field + "\":" + value + "}";
        if (field.equals("response_headers")) {
            data = "{\"response_headers\":\"x\"}"; // PHP writes an empty object as []
        }
        assertThat(failed(400, "/data.php?" + data.replace("\"", "%22")).body()).contains(field);
    }
}
