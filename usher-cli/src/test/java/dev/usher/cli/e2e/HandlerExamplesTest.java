package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The seed's section "Using fdrecv": its commands typed in examples/handlers, with /var/run/ put elsewhere, and its banner
 * through the real door.
 */
class HandlerExamplesTest {
    private static final Path HANDLERS = Programs.home().resolve("examples/handlers");
    private static final String BANNER = """
             _   _      _ _        __        __         _     _
            | | | | ___| | | ___   \\ \\      / /__  _ __| | __| |
            | |_| |/ _ \\ | |/ _ \\   \\ \\ /\\ / / _ \\| '__| |/ _` |
            |  _  |  __/ | | (_) |   \\ V  V / (_) | |  | | (_| |
            |_| |_|\\___|_|_|\\___/     \\_/\\_/ \\___/|_|  |_|\\__,_|
            """;

    @TempDir
    Path directory;

    private Path socket() {
        return directory.resolve("streaming-daemon.sock");
    }

    private Fdrecv typed(String command) throws Exception {
        Programs.find("php-cli", "php");
        Programs.python();
        String line = "fdrecv /var/run/streaming-daemon.sock " + command;
        assertThat(command.contains("figlet")
                        || Files.readString(HANDLERS.resolve("README.md")).contains(line + "\n"))
                .isTrue();
        return Fdrecv.typed(HANDLERS, line.replace("/var/run/", directory + "/"), socket(), directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"./handler.sh", "php handler.php", "python3 handler.py"})
    void theSeedsCommandsStreamThePrompt(String command) throws Exception {
        try (Fdrecv _ = typed(command)) {
            Answer answer = Handed.exchange(socket(), "{\"prompt\":\"What\\tis * a $(seat)\\r\\ndata: `x` ü?\"}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(answer.body())
                    .isEqualTo("What is * a $(seat) data: `x` ü?".replaceAll("(\\S+) ?", "data: $1 \n\n")
                            + "event: done\ndata: [DONE]\n\n");
            assertThat(Handed.exchange(socket(), "").body()).startsWith("data: Hello \n\n");
            assertThat(Handed.exchange(socket(), "no json").status()).isEqualTo(400);
            assertThat(Handed.exchange(socket(), "\"a string\"").status()).isEqualTo(400);
        }
    }

    @Test
    void figletThroughTheDoorPrintsTheSeedsBanner() throws Exception {
        Programs.find("figlet", "figlet");
        String conf = Files.readString(HANDLERS.resolve("usher.conf"))
                .replace("Listen 80", "Listen 127.0.0.1:18080")
                .replace("${PWD}/examples/handlers", "/srv/site")
                .replace("/run/php/php8.2-fpm.sock", "/srv/run/php-fpm.sock")
                .replace("/var/run/", "/srv/run/");
        try (Stage stage = Stage.of(directory, conf)) {
            stage.script("stream.php", Files.readString(HANDLERS.resolve("stream.php")));
            Path socket = stage.run().resolve("streaming-daemon.sock");
            String line = "fdrecv " + socket + " ./figlet_handler.sh";
            try (Fdrecv fdrecv = Fdrecv.typed(HANDLERS, line, socket, directory)) {
                Programs.Ran curl = Programs.run(
                        Programs.curl(), "-s", "http://localhost:" + stage.port() + "/api/stream?prompt=Hello+World");
                assertThat(curl.exit()).as(stage.usher().log() + fdrecv.log()).isZero();
                assertThat(curl.output())
                        .isEqualTo(
                                Programs.run("/usr/bin/figlet", "Hello World").output());
                assertThat(withoutEndBlanks(curl.output())).isEqualTo(BANNER);
                assertThat(stage.get("/usher.conf").status()).isEqualTo(403);
            }
        }
    }

    private static String withoutEndBlanks(String banner) {
        return banner.replaceAll("(?m) +$", "").strip().indent(0).replaceFirst("^", " ");
    }

    @Test
    void theBannerIsTheSeeds() throws Exception {
        Path seed = Programs.home().resolve("../shared/seeds/000_8ac627d2e66fe5af.txt");
        if (Files.exists(seed)) {
            List<String> printed = Pattern.compile("(?m)^# ([ |].*)$")
                    .matcher(Files.readString(seed))
                    .results()
                    .map((MatchResult line) -> line.group(1))
                    .filter(line -> line.contains("_"))
                    .toList();
            assertThat(printed).isEqualTo(BANNER.lines().toList());
        }
        assertThat(BANNER.lines()).hasSize(5);
    }
}
