package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The seed's PHP script (examples/php/stream.php) with the configuration: unmodified but for the socket's path,
 * by curl.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SeedScriptTest {
    private static final Path EXAMPLES = Programs.home().resolve("examples/php");

    private Path directory;
    private Stage stage;
    private int jars;

    @BeforeAll
    void open(@TempDir Path temp) throws Exception {
        directory = temp;
        stage = Stage.asPrinted(directory);
        String seed = Files.readString(EXAMPLES.resolve("stream.php"));
        stage.script("login.php", Files.readString(EXAMPLES.resolve("login.php")));
        stage.script("api/stream.php", seed);
        stage.script("api/by-get.php", seed.replace("$_POST['prompt']", "$_GET['prompt']"));
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private static Answer curl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Programs.curl(), "-sS", "-i", "-N", "--max-time", "30"));
        command.addAll(Arrays.asList(arguments));
        Programs.Ran ran = Programs.run(command.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.output()).isZero();
        return Answer.of(ran.output());
    }

    private static String url(int port, String target) {
        return "http://127.0.0.1:" + port + target;
    }

    /** A cookie jar that holds a session. */
    private String signedIn(int port) throws IOException, InterruptedException {
        String jar = directory.resolve("cookies" + jars++).toString();
        assertThat(curl("-c", jar, url(port, "/login.php")).body()).isEqualTo("{\"user_id\":7}");
        return jar;
    }

    @Test
    void withASessionAPostIsStreamed() throws Exception {
        String jar = signedIn(stage.port());
        Answer answer = curl("-b", jar, "-d", "prompt=Hello Ümlaut", url(stage.port(), "/api/stream.php"));
        assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
        assertThat(answer.body()).startsWith("data: You said: Hello Ümlaut.\n\ndata:  Welcome, 7.\n\n");
        assertThat(answer.head()).doesNotContainIgnoringCase("handoff").doesNotContain("X-Powered-By");
    }

    @Test
    void withoutASessionThePostIs401() throws Exception {
        Answer answer = curl("-d", "prompt=Hello", url(stage.port(), "/api/stream.php"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("{\"error\":\"Unauthorized\"}");
    }

    @Test
    void withoutAPromptThePostIs400() throws Exception {
        Answer answer = curl("-b", signedIn(stage.port()), "-d", "prompt=", url(stage.port(), "/api/stream.php"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Prompt required\"}");
    }

    @Test
    void byGetItIsStreamedToo() throws Exception {
        String jar = signedIn(stage.port());
        Answer answer =
                curl("-b", jar, "-G", "--data-urlencode", "prompt=by GET", url(stage.port(), "/api/by-get.php"));
        assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
        assertThat(answer.body()).startsWith("data: You said: by GET.\n\n");
    }

    @Test
    void byGetWithoutAPromptIs400() throws Exception {
        assertThat(curl("-b", signedIn(stage.port()), url(stage.port(), "/api/by-get.php"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theHandoffIsLoggedWithItsPath() throws Exception {
        curl("-b", signedIn(stage.port()), "-d", "prompt=logged", url(stage.port(), "/api/stream.php"));
        stage.usher().awaitLog("[socket_handoff]");
        assertThat(stage.usher().log())
                .contains(stage.run().resolve("streaming-daemon.sock").toString())
                .doesNotContain("logged");
    }

    /** The second configuration: the four lines of the seed as printed; and then the script needs no other path either. */
    @Test
    @RunsSeedBlock({4, 11})
    void withTheSeedsOwnLinesAndPathTheScriptRunsWhollyUnmodified() throws Exception {
        Path own = Files.createDirectory(directory.resolve("seed"));
        String config = SeedBlock.text(4) + """
                Listen 127.0.0.1:18080
                DocumentRoot /srv/site
                <FilesMatch "\\.php$">
                    SetHandler "proxy:unix:/srv/run/php-fpm.sock|fcgi://localhost"
                </FilesMatch>
                <StreamingDaemon /var/run/streaming-daemon.sock>
                    MessageDelay 5ms
                </StreamingDaemon>
                """;
        try (PrintedSocket _ = PrintedSocket.take()) {
            try (Stage seeds = Stage.of(own, config)) {
                Files.copy(EXAMPLES.resolve("login.php"), own.resolve("site/login.php"));
                Files.copy(EXAMPLES.resolve("stream.php"), own.resolve("site/stream.php"));
                String jar = signedIn(seeds.port());
                Answer answer = curl("-b", jar, "-d", "prompt=unmodified", url(seeds.port(), "/stream.php"));
                assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
                assertThat(seeds.usher().log()).contains("LoadModule");
            }
            assertThat(PrintedSocket.PATH).doesNotExist();
        }
    }
}
