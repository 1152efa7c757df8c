package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The seed's shorter PHP, and its two header lines, in front of the mock; the socket's directory is the stage's. */
@TestInstance(Lifecycle.PER_CLASS)
class SeedPhpBlocksTest {
    private static final String AUTHENTICATE = """
            <?php
            final class User {
                public function getId(): int { return 42; }
            }
            function authenticate(): User { return new User(); }
            require 'usage.php';
            """;

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        stage = Stage.withDelay(directory, "1ms");
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    @Test
    @RunsSeedBlock(8)
    void theUsageHandsTheUserAndThePromptOver() throws Exception {
        stage.script("usage.php", SeedBlock.text(8)).script("with-user.php", AUTHENTICATE);
        Answer answer = Visitor.post(stage.port(), "/with-user.php", "prompt=by the usage");
        assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
        assertThat(answer.body()).startsWith("data: You said: by the usage.\n\ndata:  Welcome, 42.\n\n");
    }

    @Test
    @RunsSeedBlock(16)
    void theFirstHeaderAloneIsAHandoffWithoutData() throws Exception {
        stage.script("one-header.php", "<?php\n" + header(16));
        Answer answer = stage.get("/one-header.php");
        assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
        assertThat(answer.body()).startsWith("data: You said: Hello.\n\n");
    }

    @Test
    @RunsSeedBlock(17)
    void theSecondHeadersDataReachesTheDaemon() throws Exception {
        stage.script("two-headers.php", "<?php\n" + header(16) + header(17));
        Answer answer = stage.get("/two-headers.php");
        assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
        assertThat(answer.body()).startsWith("data: You said: Hello.\n\ndata:  Welcome, 123.\n\n");
        assertThat(answer.head()).doesNotContainIgnoringCase("handoff");
    }

    private static String header(int number) throws Exception {
        return "header('" + SeedBlock.text(number).strip() + "');\n";
    }
}
