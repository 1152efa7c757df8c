package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams that do not end by themselves: a browser's tab is closed, the daemon is killed or told to stop, in mid-stream;
 * and what php-fpm's workers do meanwhile. The daemon is a process of its own, and its next event is an hour away: what
 * it notices it does not notice by writing.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BrowserLeavesTest {
    private static final String STREAM = "/api/stream.php";
    private static final int TABS = 5;
    private static final long LIMIT_MILLIS = 100;
    private static final String FIRST = "You said: ";

    private Path directory;
    private Frontend stage;
    private UsherProcess daemon;
    private Browser browser;

    @BeforeAll
    void openStage(@TempDir Path temp) throws Exception {
        directory = temp;
        stage = Frontend.withoutSeat(temp);
    }

    @AfterAll
    void closeStage() throws Exception {
        stage.close();
    }

    @BeforeEach
    void open() throws Exception {
        daemon = UsherProcess.daemon(stage.seat(), "--message-delay", "1h");
        browser = Browser.open(directory).go(stage.url("/login.php"));
    }

    @AfterEach
    void close() throws Exception {
        try (UsherProcess _ = daemon) {
            browser.close();
        }
    }

    private void ask(String url, String prompt) throws Exception {
        send(url, prompt);
        browser.awaitText("#output", FIRST + prompt);
    }

    private void send(String url, String prompt) {
        browser.go(url).type("#prompt", prompt).click("button[type=submit]");
    }

    /**
     * The time from the browser's FIN, as the kernel reports it, to the end of the daemon's own side. Five tabs, the
     * median of which counts: on a busy machine one thread may wait for its turn.
     */
    @Test
    void aTabThatIsClosedEndsItsStreamAtTheDaemonWithin100Millis() throws Exception {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < TABS; i++) {
            micros.add(closeATab("tab " + i));
        }
        Collections.sort(micros);
        System.out.println("from a tab's FIN to the daemon's, microseconds: " + micros);
        assertThat(micros.get(TABS / 2)).isLessThan(TimeUnit.MILLISECONDS.toMicros(LIMIT_MILLIS));
        Waiting.until("each is in the log", 10, () -> daemon.log().split("reason=client_left", -1).length == TABS + 1);
    }

    private long closeATab(String prompt) throws Exception {
        try (Wiretap tap = Wiretap.to(stage.port())) {
            browser.newTab("about:blank");
            ask("http://127.0.0.1:" + tap.port() + "/", prompt);
            Wiretap.Line line = tap.stream().get(10, TimeUnit.SECONDS);
            assertThat(line.browserLeft).isNotDone();
            assertThat(line.daemonLeft).isNotDone();
            browser.closeTab();
            long left = line.browserLeft.get(20, TimeUnit.SECONDS);
            return TimeUnit.NANOSECONDS.toMicros(line.daemonLeft.get(20, TimeUnit.SECONDS) - left);
        }
    }

    @Test
    void ourReadersStopButtonEndsTheStreamAtTheDaemon() throws Exception {
        ask(stage.url("/stream.html"), "stop");
        browser.click("#stop").awaitText("#problem", "Stopped.");
        daemon.awaitLog("reason=client_left");
    }

    @Test
    void whileBothPagesStreamNoPhpWorkerIsBusy() throws Exception {
        ask(stage.url("/"), "one");
        browser.newTab("about:blank");
        ask(stage.byGet("/eventsource.html"), "two");
        assertThat(stage.poolStatus()).contains("\"idle processes\":2", "\"active processes\":0", "\"listen queue\":0");
        assertThat(daemon.log()).doesNotContain("reason=");
    }

    /** A page that does not look for the end's event takes the cut for the end: what came stays, and no error is said. */
    @Test
    void withADaemonKilledTheCompletePageKeepsWhatCame() throws Exception {
        browser.mayFail(STREAM);
        ask(stage.url("/"), "killed");
        String before = browser.text("#output");
        daemon.kill();
        awaitNoRequests();
        assertThat(browser.text("#output")).isEqualTo(before).doesNotContain("Error");
    }

    @Test
    void withADaemonKilledTheEventSourceFunctionClosesAndKeepsWhatCame() throws Exception {
        browser.mayFail(STREAM);
        ask(stage.byGet("/eventsource.html"), "killed");
        String before = browser.text("#output");
        daemon.kill();
        awaitNoRequests();
        assertThat(browser.text("#output")).isEqualTo(before);
    }

    @Test
    void withADaemonKilledOurReaderSaysThatTheAnswerBrokeOff() throws Exception {
        browser.mayFail(STREAM);
        ask(stage.url("/stream.html"), "killed");
        daemon.kill();
        browser.awaitText("#problem", "Error: The answer broke off.");
        assertThat(browser.text("#output")).startsWith(FIRST + "killed");
    }

    @Test
    void whatTheDaemonSaysAtItsEndOurReaderShows() throws Exception {
        ask(stage.url("/stream.html"), "drained");
        daemon.terminate().awaitLog("stopping");
        daemon.terminate();
        browser.awaitText("#problem", "Error: ");
        assertThat(browser.text("#problem")).doesNotContain("broke off");
        assertThat(browser.text("#output")).doesNotContain("error");
    }

    /** With more retries than the page has: how long a daemon needs to start is the machine's affair. */
    @Test
    void withoutADaemonOurReaderTriesAgainUntilItIsBack() throws Exception {
        daemon.kill();
        browser.mayFail(STREAM).go(stage.url("/stream.html")).run("""
                const [output, problem] = ['output', 'problem'].map((id) => document.getElementById(id));
                import('/stream.js').then(({ stream }) => stream('/api/stream.php', {
                    body: new URLSearchParams({ prompt: 'patience' }),
                    retries: 1000,
                    onToken: (text) => output.append(text),
                    onRetry: ({ error }) => { problem.textContent = 'trying again: ' + error.status; },
                }));
                """);
        browser.awaitText("#problem", "trying again: 503");
        daemon = UsherProcess.daemon(stage.seat(), "--message-delay", "1ms");
        browser.awaitText("#output", "Thank you for coming.");
        assertThat(browser.text("#output")).startsWith(FIRST + "patience");
    }

    /** The page's own view of its requests: a resource's timing is there when it has ended. */
    private void awaitNoRequests() throws Exception {
        browser.await("the stream has ended for the page", () -> (boolean) browser.run(
                "return performance.getEntriesByType('resource').some(r => r.name.includes('/api/stream.php'))"));
    }
}
