package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code --log-format}, {@code --log-level}, {@code --access-log}, and the same in a file. */
class StructuredLogTest {
    @TempDir
    Path directory;

    private Path socket() {
        return directory.resolve("seat.sock");
    }

    private static Map<String, String> object(String line) {
        Map<String, String> fields = new TreeMap<>();
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                assertThat(fields.put(name, json.getString())).isNull();
            }
            assertThat(json.nextToken()).isNull();
        }
        return fields;
    }

    /** Each line must be one. */
    private static List<Map<String, String>> objects(Path file) throws Exception {
        return Files.readAllLines(file).stream().map(StructuredLogTest::object).toList();
    }

    @Test
    void everyLineOfTheLogIsAnObjectFromTheFirstToTheLast() throws Exception {
        Path log;
        try (UsherProcess daemon = UsherProcess.daemon(
                socket(), "--log-format", "json", "--log-level", "debug", "--message-delay", "0ms")) {
            log = daemon.logFile();
            try (Handed client = Handed.to(socket(), "{\"request_id\":\"r-1\"}")) {
                assertThat(client.rest()).contains("[DONE]");
            }
            daemon.awaitLog("\"request_id\":\"r-1\"");
            daemon.terminate().exit(20);
        }
        List<Map<String, String>> lines = objects(log);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line).containsKeys("time", "level", "logger", "thread", "message"));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .containsEntry("request_id", "r-1")
                        .containsEntry("status", "200")
                        .containsEntry("reason", "done"));
        assertThat(lines.getLast()).containsEntry("message", "stopped").containsEntry("thread", "main");
    }

    @Test
    void aFileAndSighupMoveBothLogs() throws Exception {
        Path access = directory.resolve("access.log");
        Path error = directory.resolve("error.log");
        String config = """
                LogLineFormat json
                ErrorLog %1$s/error.log
                <StreamingDaemon %1$s/seat.sock>
                    AccessLog %1$s/access.log
                    MessageDelay 0ms
                    MetricsAddr off
                </StreamingDaemon>
                """.formatted(directory);
        Path file = Files.writeString(directory.resolve("usher.conf"), config);
        try (UsherProcess usher = UsherProcess.begin(directory, 0, 0, List.of("run", "-f", file.toString()))) {
            Waiting.until(
                    "it is ready",
                    60,
                    () -> Files.exists(error) && Files.readString(error).contains("ready, pid"));
            visit("one");
            Waiting.until(
                    "the line is there", 20, () -> Files.readString(access).contains("\n"));
            Files.move(access, directory.resolve("access.1"));
            Files.move(error, directory.resolve("error.1"));
            Programs.run("/bin/kill", "-HUP", Long.toString(usher.pid()));
            Waiting.until("it is there again", 20, () -> Files.exists(access));
            visit("two");
            Waiting.until(
                    "the line is there", 20, () -> Files.readString(access).contains("\n"));
            usher.terminate().exit(20);
        }
        assertThat(objects(directory.resolve("access.1")))
                .singleElement()
                .satisfies(line -> assertThat(line).containsEntry("request_id", "one"));
        assertThat(objects(access))
                .singleElement()
                .satisfies(line -> assertThat(line).containsEntry("request_id", "two"));
        assertThat(objects(error)).anySatisfy(line -> assertThat(line).containsEntry("request_id", "two"));
    }

    private void visit(String id) throws Exception {
        try (Handed client = Handed.to(socket(), "{\"request_id\":\"" + id + "\"}")) {
            assertThat(client.rest()).contains("[DONE]");
        }
    }

    @Test
    void theCommandOfTheDocumentationLogsAsItSays() throws Exception {
        String block = Pages.blocks(Pages.read("docs/operations.md"), "bash").stream()
                .filter(each -> each.startsWith("./usher daemon"))
                .findFirst()
                .orElseThrow()
                .strip();
        List<String> words = List.of(block.replace("/run/usher/llm.sock", socket().toString())
                .replace("/var/log/usher", directory.toString())
                .split(" "));
        try (UsherProcess usher = UsherProcess.begin(directory, 0, 0, words.subList(1, words.size()))) {
            usher.awaitLog("ready, pid");
            visit("r-2");
            Path access = directory.resolve("seat.log");
            Waiting.until(
                    "the line is there", 20, () -> Files.readString(access).contains("\n"));
            assertThat(objects(access))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).containsEntry("request_id", "r-2").containsEntry("outcome", "done"));
        }
    }

    /** A log of errors alone does not say when. */
    private boolean serves(String id) throws Exception {
        try {
            visit(id);
            return true;
        } catch (ErrnoException notYet) {
            return false;
        }
    }

    @Test
    void aLevelIsHeld() throws Exception {
        try (UsherProcess daemon = UsherProcess.begin(
                directory,
                0,
                0,
                List.of("daemon", "--socket", socket().toString(), "--log-level", "error", "--access-log", "-"))) {
            Waiting.until("it serves", 60, () -> serves("r-3"));
            daemon.awaitLog("request_id=r-3 ");
            assertThat(daemon.log()).startsWith("time=").doesNotContain("INFO", "ready");
        }
    }
}
