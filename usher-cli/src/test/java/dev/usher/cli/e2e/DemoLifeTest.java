package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.PhpFpm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the demo begins and ends, and that nothing of it is left. */
class DemoLifeTest {
    @TempDir
    Path directory;

    private DemoProcess start(boolean php) throws Exception {
        if (php) {
            PhpFpm.binary(); // says so where it is missing
            return DemoProcess.start(directory, "--php");
        }
        return DemoProcess.start(directory);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSignalEndsAllOfItAndTellsTheClients(boolean php) throws Exception {
        try (DemoProcess demo = start(php);
                Visitor visitor = Visitor.at(demo.port()).asks("GET", "/api/stream", "")) {
            visitor.hearsUntil("Hello.\n\n");
            List<ProcessHandle> children = demo.children();
            assertThat(children).hasSize(php ? 4 : 1); // php-fpm's master and its two workers
            demo.usher().terminate();
            assertThat(visitor.rest()).contains("event: error\n", "shutting_down");
            visitor.goes();
            assertThat(demo.usher().exit(20)).isZero();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(demo.directory()).doesNotExist();
        }
    }

    /** Nobody can clean up then but the kernel and the children themselves; the next demo sweeps the directory away. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsChildrenEndEvenWhereItIsKilled(boolean php) throws Exception {
        Path left;
        try (DemoProcess demo = start(php)) {
            List<ProcessHandle> children = demo.children();
            left = demo.directory();
            demo.usher().kill();
            Waiting.until("no child is left", 10, () -> children.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(left).exists();
        }
        try (DemoProcess _ = start(false)) {
            assertThat(left).doesNotExist();
        }
    }

    /** The page is told so; the workers a killed master leaves behind end with the demo. */
    @Test
    void aPhpFpmThatDiesIsSaidAndItsWorkersEndWithTheDemo() throws Exception {
        try (DemoProcess demo = start(true)) {
            List<ProcessHandle> children = demo.children();
            ProcessHandle master = children.stream()
                    .filter(child -> child.children().findAny().isPresent())
                    .findFirst()
                    .orElseThrow();
            master.destroyForcibly();
            demo.awaitState("\"workers\":null,\"trouble\":\"php-fpm has ended\"");
            assertThat(demo.usher().log()).doesNotContain("\tat ");
            demo.usher().terminate();
            assertThat(demo.usher().exit(20)).isZero();
            assertThat(demo.usher().log()).contains("ending ");
            // Orphans: who reaps them is not the demo.
            Waiting.until("no child is left", 10, () -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    /** Each of those clients fails, which is what the button is for. */
    @Test
    void aSeatThatIsDownIsALineWhenItGoesAndALineWhenItIsBack() throws Exception {
        try (DemoProcess demo = start(false)) {
            String before = demo.usher().log();
            assertThat(demo.post("/demo/kill").status()).isEqualTo(204);
            for (int i = 0; i < 5; i++) {
                assertThat(demo.get("/api/stream").status()).isEqualTo(503);
            }
            assertThat(demo.post("/demo/start").status()).isEqualTo(204);
            demo.usher().awaitLog("the daemon is back");
            assertThat(demo.usher().log().substring(before.length()).lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("the daemon has gone; "),
                            line -> assertThat(line).isEqualTo("the daemon is back"));
        }
    }

    @Test
    void aDemoLeavesTheDirectoryOfAnotherAlone() throws Exception {
        try (DemoProcess first = start(false);
                DemoProcess second = start(false)) {
            assertThat(first.directory()).exists();
            assertThat(second.directory()).exists();
        }
    }

    @Test
    void aPortInUseIsSaidWithTheFlagForAnother() throws Exception {
        try (DemoProcess first = start(false);
                UsherProcess second = UsherProcess.begin(
                        directory, 0, 0, List.of("demo", "--port", Integer.toString(first.port())))) {
            assertThat(second.exit(30)).isEqualTo(69);
            assertThat(second.log())
                    .contains("port " + first.port() + " of 127.0.0.1 is in use", "--port N", "--port 0");
            assertThat(first.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsNoneIsRefused() throws Exception {
        try (UsherProcess usher = UsherProcess.begin(directory, 0, 0, List.of("demo", "--port", "65536"))) {
            assertThat(usher.exit(30)).isEqualTo(2);
            assertThat(usher.log()).contains("--port must be between 0 and 65535, and is 65536");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--print-config", "--print-config --php"})
    void theConfigurationItPrintsIsRight(String flags) throws Exception {
        try (UsherProcess usher = UsherProcess.begin(directory, 0, 0, List.of(("demo " + flags).split(" ")))) {
            assertThat(usher.exit(30)).isZero();
            Path file = Files.writeString(directory.resolve("printed.conf"), usher.log());
            try (UsherProcess check = UsherProcess.begin(directory, 0, 0, List.of("check", "-f", file.toString()))) {
                assertThat(check.exit(30)).as(check.log()).isZero();
                assertThat(check.log()).contains("Syntax OK");
            }
        }
    }
}
