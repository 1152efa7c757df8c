package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The seed's page and functions, wholly unmodified, in Chromium, with the PHP endpoint as printed behind them. */
@TestInstance(Lifecycle.PER_CLASS)
class SeedPagesTest {
    private static final String STREAM = "/api/stream.php";
    private static final String SUBMIT = "button[type=submit]";

    /** Keeps the EventSources a page makes, so that a test sees their state; they are the browser's own else. */
    private static final String WATCH_SOURCES = """
            window.sources = [];
            window.EventSource = class extends EventSource {
                constructor(url) { super(url); window.sources.push(this); }
            };
            """;

    private Path directory;
    private Frontend stage;

    @BeforeAll
    void open(@TempDir Path temp) throws Exception {
        directory = temp;
        stage = Frontend.open(temp, "5ms");
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Browser signedIn() throws Exception {
        return Browser.open(directory).go(stage.url("/login.php"));
    }

    private static Browser ask(Browser browser, String prompt) {
        return browser.type("#prompt", prompt).click(SUBMIT);
    }

    private static void awaitEnd(Browser browser) throws Exception {
        browser.awaitText("#output", "Thank you for coming.");
    }

    @Test
    @RunsSeedBlock(14)
    void theCompletePageShowsWhatWasSaidAndNothingElse() throws Exception {
        try (Browser browser = signedIn()) {
            ask(browser.go(stage.url("/")), "the complete page");
            awaitEnd(browser);
            assertThat(browser.text("#output"))
                    .isEqualTo(stage.said("the complete page"))
                    .startsWith("You said: the complete page. Welcome, 7.")
                    .doesNotContain("DONE");
        }
    }

    @Test
    void theCompletePageAsksAgainAndShowsTheNewAnswerOnly() throws Exception {
        try (Browser browser = signedIn()) {
            ask(browser.go(stage.url("/")), "first");
            awaitEnd(browser);
            ask(browser, "second");
            browser.awaitText("#output", "You said: second");
            awaitEnd(browser);
            assertThat(browser.text("#output")).isEqualTo(stage.said("second"));
        }
    }

    @Test
    void theCompletePageSaysErrorWithoutASession() throws Exception {
        try (Browser browser = Browser.open(directory).mayFail(STREAM)) {
            ask(browser.go(stage.url("/")), "nobody");
            browser.awaitText("#output", "Error: Request failed");
            assertThat(browser.console()).anyMatch(line -> line.contains("401"));
        }
    }

    @Test
    void theCompletePageSaysErrorWithoutAPrompt() throws Exception {
        try (Browser browser = signedIn().mayFail(STREAM)) {
            ask(browser.go(stage.url("/")), "   ");
            browser.awaitText("#output", "Error: Request failed");
            assertThat(browser.console()).anyMatch(line -> line.contains("400"));
        }
    }

    @Test
    @RunsSeedBlock(13)
    void theFunctionWithFetchShowsWhatWasSaid() throws Exception {
        try (Browser browser = signedIn()) {
            ask(browser.go(stage.url("/fetch.html")), "by fetch");
            awaitEnd(browser);
            assertThat(browser.text("#output"))
                    .isEqualTo(stage.said("by fetch"))
                    .doesNotContain("DONE");
        }
    }

    @Test
    void theFunctionWithFetchShowsTheApplicationsOwnError() throws Exception {
        try (Browser browser = Browser.open(directory).mayFail(STREAM)) {
            ask(browser.go(stage.url("/fetch.html")), "nobody");
            browser.awaitText("#output", "Unauthorized");
        }
        try (Browser browser = signedIn().mayFail(STREAM)) {
            ask(browser.go(stage.url("/fetch.html")), "   ");
            browser.awaitText("#output", "Prompt required");
        }
    }

    @Test
    @RunsSeedBlock(12)
    void theFunctionWithEventSourceShowsWhatWasSaidAndClosesAtDone() throws Exception {
        try (Browser browser = signedIn()) {
            browser.go(stage.byGet("/eventsource.html")).run(WATCH_SOURCES);
            ask(browser, "by EventSource");
            awaitEnd(browser);
            browser.await("the source is closed", () -> states(browser).equals(List.of(2L)));
            assertThat(browser.text("#output"))
                    .isEqualTo(stage.said("by EventSource"))
                    .doesNotContain("DONE");
        }
    }

    /** A closed EventSource never connects again (HTML, 9.2.3); one that was not closed at {@code done} does. */
    @Test
    void anEventSourceThatIsNotClosedAtDoneAsksAgain() throws Exception {
        try (Browser browser = signedIn().mayFail(STREAM)) {
            browser.go(stage.byGet("/eventsource.html")).run(WATCH_SOURCES);
            browser.run("new EventSource('/api/stream.php?prompt=again')"
                    + ".addEventListener('done', () => document.title = 'done')");
            browser.await(
                    "done is heard", () -> browser.run("return document.title").equals("done"));
            browser.await("the source connects", () -> states(browser).equals(List.of(0L)));
        }
    }

    @Test
    void theFunctionWithEventSourceSaysThatItHasNoConnectionWithoutASession() throws Exception {
        try (Browser browser = Browser.open(directory).mayFail(STREAM)) {
            browser.go(stage.byGet("/eventsource.html")).run(WATCH_SOURCES);
            ask(browser, "nobody");
            browser.awaitText("#output", "Connection error. Please try again.");
            assertThat(states(browser)).isEqualTo(List.of(2L));
        }
    }

    @Test
    void ourReaderShowsTheSame() throws Exception {
        try (Browser browser = signedIn().mayFail(STREAM)) {
            ask(browser.go(stage.url("/stream.html")), "by stream.js");
            awaitEnd(browser);
            browser.await("it may send again", () -> (boolean) browser.run("return !send.disabled"));
            assertThat(browser.text("#output")).isEqualTo(stage.said("by stream.js"));
            assertThat(browser.text("#problem")).isEmpty();
            ask(browser, "   ");
            browser.awaitText("#problem", "Error: Prompt required");
        }
    }

    private static Object states(Browser browser) {
        return browser.run("return sources.map(source => source.readyState)");
    }
}
