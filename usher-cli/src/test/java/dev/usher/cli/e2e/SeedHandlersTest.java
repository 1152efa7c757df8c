package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The seed's fdrecv commands, typed in examples/handlers with fdrecv on the PATH, behind the door and PHP; the socket's
 * directory and the port are the stage's.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SeedHandlersTest {
    private static final Path HANDLERS = Programs.home().resolve("examples/handlers");
    private static final String ALIAS = "Alias /api/stream /srv/site/stream.php\n";

    private Path bin;
    private Stage stage;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        bin = Files.createDirectory(directory.resolve("bin"));
        stage = Stage.of(directory, Stage.PRINTED.replaceAll("(?s)<StreamingDaemon.*", "") + ALIAS)
                .script("stream.php", Files.readString(HANDLERS.resolve("stream.php")));
        // Not ./fdrecv itself: it leads to ./usher, which needs usher.jar, and that is made after the tests. What the
        // link
        // does with its name is UsherScriptTest's.
        Path fdrecv = bin.resolve("fdrecv");
        Files.writeString(
                fdrecv,
                UsherProcess.words().stream()
                        .collect(Collectors.joining("' '", "#!/bin/sh\nexec '", "' exec \"$@\"\n")));
        Files.setPosixFilePermissions(fdrecv, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private static List<String> lines(int block, String start) throws IOException {
        return SeedBlock.text(block)
                .lines()
                .filter(line -> line.startsWith(start))
                .toList();
    }

    @Test
    @RunsSeedBlock(9)
    void eachHandlerAnswersItsClients() throws Exception {
        List<String> commands = lines(9, "fdrecv ");
        assertThat(commands).hasSize(3);
        for (String command : commands) {
            try (Typed _ = new Typed(command)) {
                Answer answer = stage.get("/api/stream?prompt=Hello+World");
                assertThat(answer.status()).as(command).isEqualTo(200);
                assertThat(answer.body())
                        .as(command)
                        .isEqualTo("data: Hello \n\ndata: World \n\nevent: done\ndata: [DONE]\n\n");
            }
        }
    }

    @Test
    @RunsSeedBlock(10)
    void figletAnswersAsPrinted() throws Exception {
        Programs.find("figlet", "figlet");
        String curl = lines(10, "curl ").getFirst().replace("http://localhost", "http://localhost:" + stage.port());
        try (Typed _ = new Typed(lines(10, "fdrecv ").getFirst())) {
            String shown =
                    Programs.run("/bin/bash", "-c", "exec 2>/dev/null\n" + curl).output();
            assertThat(shown.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()))
                    .containsExactlyElementsOf(lines(10, "# ").stream()
                            .map(line -> line.substring(2).stripTrailing())
                            .toList());
        }
    }

    /** A command in a terminal of its own, ready when it is there, ended with SIGTERM. */
    private final class Typed implements AutoCloseable {
        private final Process process;

        Typed(String line) throws Exception {
            Path out = Files.createTempFile(bin, "fdrecv", ".out");
            ProcessBuilder builder = new ProcessBuilder(
                            "/bin/bash", "-c", "exec " + line.replace("/var/run/", stage.run() + "/"))
                    .directory(HANDLERS.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
            process = builder.start();
            Waiting.until(
                    line + " is ready", 60, () -> Files.readString(out).contains("ready, pid") || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(out)).isTrue();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
