package dev.usher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The mock LLM server as a command. */
class LlmBenchTest {
    @TempDir
    Path directory;

    /** The command in a JVM of its own. */
    public static void main(String[] words) {
        System.exit(new CommandLine(new LlmBench()).execute(words));
    }

    @Test
    void printsItsBaseUrlServesAndEndsAtSigterm() throws Exception {
        Path certificate = directory.resolve("ca.pem");
        Process server = new ProcessBuilder(Ran.inItsOwnJvm(
                        LlmBenchTest.class, "--listen", "127.0.0.1:0", "--cert-file", certificate.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            String url = out.lines()
                    .filter(line -> line.startsWith("https:"))
                    .findFirst()
                    .orElseThrow();
            assertThat(url).matches("https://127\\.0\\.0\\.1:[0-9]+");
            Process curl =
                    new ProcessBuilder("curl", "-sS", "--cacert", certificate.toString(), url + "/health").start();
            assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"status\":\"ok\"}");
            assertThat(curl.waitFor()).isZero();
            server.destroy();
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
            server.waitFor();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--chunks,0",
        "--delay,-1ms",
        "--listen,nowhere",
        "--pattern,no-such",
        "--pattern,status:99",
        "--loops,0",
        "--max-streams,-1",
        "--connection-window,9"
    })
    void valueOutOfItsRangeIsAUsageError(String option, String value) {
        assertThat(new CommandLine(new LlmBench()).execute(option, value)).isEqualTo(2);
    }

    @Test
    void socketThatExistsIsLeftAlone() throws Exception {
        Path path = Files.createFile(directory.resolve("taken"));
        assertThat(new CommandLine(new LlmBench()).execute("--socket", path.toString()))
                .isEqualTo(1);
        assertThat(path).exists();
    }
}
