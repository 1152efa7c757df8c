package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/daemon.md: its programs run as the page runs them, by the JDK's source launcher. */
class DaemonPageTest {
    @TempDir
    Path directory;

    private static String block(String language, String words) throws IOException {
        return Pages.blocks(Pages.read("docs/daemon.md"), language).stream()
                .filter(block -> block.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page has no " + language + " block with " + words));
    }

    /** The page's command, in the test's directory. */
    private Process started(String name, String source) throws Exception {
        Files.writeString(directory.resolve(name), source.replace("/run/usher/", directory + "/"));
        String command = block("bash", "Answers.java");
        assertThat(command).contains("--enable-native-access=ALL-UNNAMED", "-cp usher-cli/target/usher.jar");
        List<String> words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                UsherProcess.classPath(),
                name));
        return new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    private void awaitSocket(Process process, String name) throws Exception {
        Waiting.until(
                name + " is listened on",
                60,
                () -> Files.exists(directory.resolve(name)) || (!process.isAlive() && ended()));
    }

    private boolean ended() throws IOException {
        throw new AssertionError(Files.readString(directory.resolve("out")));
    }

    /** SIGTERM; the JVM's word for it. */
    private static void ends(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
    }

    @Test
    void tenLinesAreADaemon() throws Exception {
        String source = block("java", "startBlocking");
        assertThat(source.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("import"))
                        .count())
                .isLessThanOrEqualTo(10);
        Process answers = started("Answers.java", source);
        try {
            awaitSocket(answers, "answers.sock");
            String command = block("bash", "usher try");
            assertThat(command).contains("try /run/usher/answers.sock --data '{\"prompt\":\"one two three\"}'");
            Path socket = directory.resolve("answers.sock");
            try (Handed client = Handed.to(socket, "{\"prompt\":\"one two three\"}")) {
                assertThat(client.rest())
                        .endsWith("data: one \n\ndata: two \n\ndata: three \n\nevent: done\ndata: [DONE]\n\n");
            }
            String[] tried = UsherProcess.command(
                            List.of("try", socket.toString(), "--data", "{\"prompt\":\"one two three\"}"))
                    .toArray(String[]::new);
            assertThat(Programs.run(tried).output()).contains("one", "two", "three");
            try (Handed last = Handed.to(socket, "{\"prompt\":\"one two three\"}")) {
                last.hearsUntil("data: one \n\n");
                ends(answers);
                assertThat(last.rest()).endsWith("event: done\ndata: [DONE]\n\n");
            }
            assertThat(socket).doesNotExist();
        } finally {
            answers.destroyForcibly().waitFor();
        }
    }

    @Test
    void oneFeedIsHeardByAll() throws Exception {
        Process news = started("News.java", block("java", "class News"));
        try {
            awaitSocket(news, "news.sock");
            Path socket = directory.resolve("news.sock");
            try (Handed one = Handed.to(socket, "{}");
                    Handed two = Handed.to(socket, "{}")) {
                String first = one.hearsUntil("data: news number ");
                assertThat(first).startsWith("HTTP/1.1 200 ");
                two.hearsUntil("data: news number ");
            }
        } finally {
            news.destroyForcibly().waitFor();
        }
    }
}
