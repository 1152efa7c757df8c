package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What examples/frontend/README.md says to type, and the code it shows; ports and files are the stage's. */
@TestInstance(Lifecycle.PER_CLASS)
class FrontendReadmeTest {
    private static final Path HOME = Programs.home();

    private Path directory;
    private Frontend stage;
    private List<String> blocks;

    @BeforeAll
    void open(@TempDir Path temp) throws Exception {
        directory = temp;
        stage = Frontend.open(temp, "1ms");
        blocks = Pattern.compile("```[a-z]*\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(HOME.resolve("examples/frontend/README.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(3);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    /** The stage runs the file it names. */
    @Test
    void theServersCommandNamesTheExamplesConfiguration() {
        String[] words = blocks.getFirst().strip().split(" ");
        assertThat(words).startsWith("./usher", "run", "-f");
        assertThat(HOME.resolve(words[3])).isRegularFile();
    }

    @Test
    void theCommandsWithoutABrowserRunAsPrinted() throws Exception {
        String typed = blocks.get(1)
                .replace("/tmp/cookies", directory.resolve("cookies").toString())
                .replace(":18080", ":" + stage.port())
                .replace(":18081", ":" + stage.byGetPort());
        Programs.Ran ran = Programs.run("/bin/bash", "-euc", "exec 2>/dev/null\n" + typed);
        assertThat(ran.exit()).as(ran.output()).isZero();
        String stream = "data: You said: Hello.\n\ndata:  Welcome, 7.\n\n";
        assertThat(ran.output().split(Pattern.quote(stream), -1))
                .as(ran.output())
                .hasSize(3);
        assertThat(ran.output()).startsWith("{\"user_id\":7}" + stream).endsWith("event: done\ndata: [DONE]\n\n");
    }

    @Test
    void theCodeItShowsStreams() throws Exception {
        try (Browser browser = Browser.open(directory)) {
            browser.go(stage.url("/login.php")).go(stage.url("/stream.html"));
            browser.run(
                    "window.stopButton = document.getElementById('stop');"
                            + "const script = document.createElement('script');"
                            + "script.type = 'module'; script.textContent = arguments[0];"
                            + "document.body.append(script);",
                    blocks.get(2));
            browser.awaitText("#output", "Thank you for coming.");
            assertThat(browser.text("#output")).isEqualTo(stage.said("Hello"));
        }
    }

    @Test
    void whatIsNotForVisitorsIsNotServed() throws Exception {
        for (String name : List.of("/usher.conf", "/README.md")) {
            assertThat(Visitor.get(stage.port(), name).status()).as(name).isEqualTo(403);
        }
    }
}
