package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP to a process of its own: its file, its key files, and clients meanwhile. */
class ReloadTest {
    @TempDir
    Path directory;

    private Path socket() {
        return directory.resolve("seat.sock");
    }

    private Path file() {
        return directory.resolve("usher.conf");
    }

    private void writes(String top, String... lines) throws Exception {
        Files.writeString(
                file(),
                top + "\n<StreamingDaemon " + socket() + ">\nMetricsAddr off\n" + String.join("\n", lines)
                        + "\n</StreamingDaemon>\n");
    }

    private static void hup(UsherProcess usher) throws Exception {
        Programs.run("/bin/kill", "-HUP", Long.toString(usher.pid()));
    }

    private static void awaits(UsherProcess usher, String words, int times) throws Exception {
        Waiting.until(words, 30, () -> usher.log().split(Pattern.quote(words), -1).length > times);
    }

    private UsherProcess started() throws Exception {
        UsherProcess usher = UsherProcess.begin(directory, 0, 0, List.of("run", "-f", file().toString()));
        usher.awaitLog("ready, pid");
        return usher;
    }

    @Test
    void whatTheFileSaysByNowCountsAndTheRestIsNamed() throws Exception {
        writes("LogLevel info", "MessageDelay 1h", "OpenAiKey sk-secret-1");
        try (UsherProcess usher = started();
                Handed there = Handed.to(socket(), "{}")) {
            writes(
                    "LogLevel info dev.usher.daemon:debug\nListen 127.0.0.1:1",
                    "MessageDelay 1ms",
                    "EventLoops 7",
                    "OpenAiKey sk-secret-2");
            hup(usher);
            awaits(usher, "reloaded " + file() + ": 3 changed, 2 need a restart", 1);
            assertThat(usher.log())
                    .contains(
                            "LogLevel changed from info to info dev.usher.daemon:debug",
                            "Listen changed from not set to 127.0.0.1:1: counts after a restart",
                            socket() + ": MessageDelay changed from 1h to 1ms",
                            socket() + ": OpenAiKey changed",
                            socket() + ": EventLoops changed from not set to 7: counts after a restart")
                    .doesNotContain("sk-secret");
            try (Handed next = Handed.to(socket(), "{}")) {
                assertThat(next.rest()).contains("[DONE]");
            }
            Files.writeString(file(), "\n<StreamingDaemon " + socket() + ">\nMessageDelay 1h\nNonsense 1\n");
            hup(usher);
            awaits(usher, file() + " was not reloaded: all stays as it was", 1);
            assertThat(usher.log()).contains(file() + ":4: ");
            try (Handed next = Handed.to(socket(), "{}")) {
                assertThat(next.rest()).contains("[DONE]");
            }
            Files.delete(file());
            hup(usher);
            awaits(usher, "was not reloaded", 2);
            assertThat(usher.log()).contains("there is no configuration file " + file());
        }
    }

    @Test
    void sectionsThatCameOrWentAreNamed() throws Exception {
        writes("");
        try (UsherProcess usher = started()) {
            Path other = directory.resolve("other.sock");
            Files.writeString(
                    file(),
                    "<VirtualHost *:80>\n</VirtualHost>\n<StreamingDaemon " + other + ">\n</StreamingDaemon>\n");
            hup(usher);
            awaits(usher, "reloaded ", 1);
            assertThat(usher.log())
                    .contains(
                            "<StreamingDaemon " + other + "> is new: counts after a restart",
                            "<StreamingDaemon " + socket() + "> has gone from the file: counts after a restart",
                            "0 changed, 3 need a restart");
        }
    }

    /** However many signals come, and whatever else goes on: nobody notices, and the end is an orderly one. */
    @Test
    void aStormOfSignalsUnderStreamsAndThenTheEnd() throws Exception {
        writes("", "MessageDelay 5ms");
        try (UsherProcess usher = started()) {
            List<Handed> clients = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                if (i % 10 == 0) {
                    clients.add(Handed.to(socket(), "{}"));
                }
                writes("", "MessageDelay " + (1 + i % 5) + "ms");
                hup(usher);
            }
            hup(usher);
            usher.terminate();
            for (Handed client : clients) {
                assertThat(client.rest()).contains("[DONE]");
                client.close();
            }
            assertThat(usher.exit(30)).isZero();
            assertThat(usher.log()).contains("reloaded ").doesNotContain("Exception", "Error");
        }
    }

    @Test
    void aDaemonWithoutAFileReadsItsKeysAnew() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "sk-one");
        try (UsherProcess usher = UsherProcess.daemon(
                socket(),
                "--backends",
                "openai",
                "--openai-key-file",
                key.toString(),
                "--data-dir",
                directory.resolve("data").toString())) {
            Files.writeString(key, "sk-two");
            hup(usher);
            awaits(usher, "reloaded what flags and variables name: 1 changed, 0 need a restart", 1);
            assertThat(usher.log())
                    .contains("OpenAiKeyFile " + key + " holds another key now")
                    .doesNotContain("sk-one", "sk-two");
            Files.delete(key);
            hup(usher);
            awaits(usher, "was not reloaded: all stays as it was", 1);
            assertThat(usher.log()).contains("OpenAiKeyFile " + key + " cannot be read");
        }
    }
}
