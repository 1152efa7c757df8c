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

    /** What a prompt may be, and must not; the words are those of each handler's events, - for none. */
    private static final List<String> ODD_DATA = List.of(
            "| Hello",
            "{} | Hello",
            "{\"prompt\":null} | Hello",
            "{\"prompt\":\"\"} | -",
            "{\"prompt\":\"a\",\"prompt\":\"b\"} | b",
            "{\"prompt\":\"-x * $(id) `id`\"} | -x * $(id) `id`",
            "{\"prompt\":\"a\\u0000b\\u0001c\\u001bd\\u007fe\"} | a b c d e",
            "{\"prompt\":\"a\\r\\nevent: x\\n\\ndata: y\"} | a event: x data: y",
            "{\"prompt\":\"\\ud83d\\ude00 ü\"} | \uD83D\uDE00 ü",
            "{\"prompt\":\"a\\u00a0b\\u2028c\"} | a\u00A0b\u2028c",
            "{\"prompt\":5} | 400",
            "{\"prompt\":true} | 400",
            "{\"prompt\":[1]} | 400",
            "{\"prompt\":{\"a\":\"b\"}} | 400",
            "{\"prompt\":\"a\\ud800b\"} | 400",
            "{\"prompt\":\"\\udc00\"} | 400",
            "{\"prompt\":\"a | 400",
            "[] | 400",
            "[1] | 400",
            "{}x | 400",
            "0 | 400",
            "null | 400",
            "\"{}\" | 400");

    @ParameterizedTest
    @ValueSource(strings = {"./handler.sh", "php handler.php", "python3 handler.py", "./figlet_handler.sh"})
    void handlersAgreeOnOddData(String command) throws Exception {
        boolean figlet = command.contains("figlet");
        if (figlet) {
            Programs.find("figlet", "figlet");
        }
        try (Fdrecv _ = typed(command)) {
            for (String line : ODD_DATA) {
                String[] dataAndWords = line.split(" ?\\| ?", 2);
                Answer answer = Handed.exchange(socket(), dataAndWords[0]);
                boolean refused = dataAndWords[1].equals("400");
                assertThat(answer.status()).as(command + " " + line).isEqualTo(refused ? 400 : 200);
                assertThat(answer.body()).as(command + " " + line).doesNotContain("\0");
                if (!refused && !figlet) {
                    assertThat(answer.body())
                            .as(command + " " + line)
                            .isEqualTo(events(dataAndWords[1]) + "event: done\ndata: [DONE]\n\n");
                }
            }
        }
    }

    private static String events(String words) {
        return words.equals("-") ? "" : "data: " + words.replace(" ", " \n\ndata: ") + " \n\n";
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
