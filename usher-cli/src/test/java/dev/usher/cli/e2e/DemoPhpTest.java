package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.PhpFpm;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher demo --php}: the same page, with php-fpm behind it. */
class DemoPhpTest {
    @TempDir
    private static Path directory;

    private static DemoProcess demo;

    @BeforeAll
    static void open() throws Exception {
        PhpFpm.binary(); // says so where it is missing
        demo = DemoProcess.start(directory, "--php");
    }

    @AfterAll
    static void close() throws IOException {
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void aStreamArrivesWholeOnThePage() throws Exception {
        try (Browser browser = Browser.open(directory)) {
            browser.go(demo.url()).type("#prompt", "from PHP").click("#send");
            browser.awaitText(".stream .chip", "complete");
            assertThat(browser.text(".words")).startsWith("You said: from PHP.").endsWith("Thank you for coming.");
            assertThat(browser.text(".figures")).matches(".*worker held [0-9.]+ ms.*");
            browser.awaitText("#lane", "direct");
        }
    }

    @Test
    void aHundredStreamsLeaveTheWorkersFree() throws Exception {
        assertThat(demo.post("/demo/crowd").status()).isEqualTo(204);
        Waiting.until(
                "a hundred at the seat and no worker busy",
                20,
                () -> demo.number("streams") == 100 && demo.number("busy") == 0);
        assertThat(demo.post("/demo/crowd").status()).as("one crowd at a time").isEqualTo(409);
        demo.awaitState("d".repeat(100));
    }

    @Test
    void aWorkerThatStreamsItselfIsBusyAllTheWhile() throws Exception {
        try (Visitor visitor = Visitor.at(demo.port()).asks("GET", "/api/held?id=php", "")) {
            visitor.hearsUntil("without a handoff.\n\n");
            demo.awaitState("\"busy\":1");
            assertThat(visitor.rest()).contains("data: [DONE]\n\n");
            demo.awaitState("[\"php\",");
        }
    }

    @Test
    void whatIsNoPromptIsRefused() throws Exception {
        Refusals.check(demo);
    }
}
