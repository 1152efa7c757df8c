package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's page in Chromium: what a person can do there. */
class DemoPageTest {
    private static final String CHIP = ".stream .chip";

    @TempDir
    private static Path directory;

    private static DemoProcess demo;
    private Browser browser;

    @BeforeAll
    static void openDemo() throws Exception {
        demo = DemoProcess.start(directory);
    }

    @AfterAll
    static void closeDemo() throws IOException {
        if (demo != null) {
            demo.close();
        }
    }

    /** A page nothing has been asked on, at a demo where nothing runs. */
    @BeforeEach
    void openPage() throws Exception {
        demo.awaitState("\"busy\":0");
        demo.awaitState("\"streams\":0");
        browser = Browser.open(directory).go(demo.url()).awaitText("#seat-state", "running");
    }

    @AfterEach
    void closePage() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    private void send(String prompt, String who, String via) {
        // The radio buttons lie under their labels' text, where a person clicks.
        browser.run(
                "document.querySelector(`[value=${arguments[0]}]`).click();"
                        + "document.querySelector(`[value=${arguments[1]}]`).click();",
                who,
                via);
        browser.type("#prompt", prompt).click("#send");
    }

    @Test
    void aStreamArrivesWholeByEventSourceAndByFetch() throws Exception {
        send("by source", "stream", "eventsource");
        send("by fetch", "stream", "fetch");
        browser.awaitText(".stream:nth-child(1) .chip", "complete").awaitText(".stream:nth-child(2) .chip", "complete");
        for (int card = 1; card <= 2; card++) {
            String said = browser.text(".stream:nth-child(" + card + ") .words");
            assertThat(said)
                    .startsWith("You said: " + (card == 1 ? "by fetch" : "by source") + ".")
                    .contains("Your worker was free before this sentence began.")
                    .endsWith("Thank you for coming.")
                    .doesNotContain("DONE");
        }
        assertThat(browser.text(".figures"))
                .matches("first byte [0-9.]+ m?s · worker held 0?[0-9.]+ ms · stream \\d\\.\\d s");
        assertThat(browser.text("#verdict")).isEqualTo("Application workers busy: 0 of 2");
        assertThat(browser.text("#lane")).isEqualTo("direct");
    }

    @Test
    void stopEndsAStreamAtTheSeatByButtonAndByKey() throws Exception {
        send("stop me", "stream", "fetch");
        browser.awaitText(".said", "You said: stop me.");
        demo.awaitState("\"streams\":1");
        browser.click(".stream .end").awaitText(CHIP, "stopped");
        demo.awaitState("\"streams\":0");
        assertThat(browser.text(".said")).doesNotContain("Thank you");
        browser.type("#prompt", "by keys\n").awaitText(CHIP, "streaming");
        browser.type("#prompt", "\uE00C").awaitText(CHIP, "stopped"); // WebDriver's Escape
        demo.awaitState("\"streams\":0");
    }

    @Test
    void theThirdStreamWaitsWhereWorkersStreamThemselves() throws Exception {
        for (int i = 1; i <= 3; i++) {
            send("held " + i, "held", i == 1 ? "eventsource" : "fetch");
        }
        browser.awaitText("#busy", "2 of 2")
                .awaitText(".stream:nth-child(2) .said", "This answer comes without a handoff.")
                .awaitText(".stream:nth-child(1) .figures", "waiting for a worker")
                .awaitText("#n-waiting", "1 waiting");
        assertThat(browser.text(".stream:nth-child(1) .said")).isEmpty();
        browser.click(".stream:nth-child(3) .end").awaitText(".stream:nth-child(1) .said", "You said: held 3.");
        browser.click("#stop").awaitText("#busy", "0 of 2");
    }

    @Test
    void aHundredStreamsLeaveTheWorkersFree() throws Exception {
        browser.click("#crowd");
        int[] busiest = new int[1];
        browser.await("a hundred at the seat and no worker busy", () -> {
            int busy = demo.number("busy");
            busiest[0] = Math.max(busiest[0], busy);
            return demo.number("streams") == 100 && busy == 0;
        });
        assertThat(busiest[0]).isLessThanOrEqualTo(2);
        browser.awaitText("#n-seat", "100").awaitText("#crowd-words", "100 complete");
        // A client has its last byte before the seat has counted that stream as ended.
        browser.await("none at the seat", () -> browser.text("#n-seat").equals("0"));
    }

    @Test
    void aHundredCanBeStopped() throws Exception {
        browser.click("#crowd").awaitText("#crowd-words", "100 streaming");
        browser.awaitText("#crowd", "Stop the hundred").click("#crowd").awaitText("#crowd-words", "100 stopped");
        demo.awaitState("\"streams\":0");
    }

    @Test
    void aKilledSeatCutsItsStreamsAndComesBack() throws Exception {
        browser.mayFail("/api/stream");
        send("kill", "stream", "fetch");
        send("kill", "stream", "eventsource");
        browser.awaitText(".stream:nth-child(1) .said", "You said: kill.");
        browser.awaitText(".stream:nth-child(2) .said", "You said: kill.");
        int before = demo.number("pid");
        browser.click("#kill").awaitText("#seat-state", "killed").awaitText("#act-hint", "503");
        assertThat(browser.text(".stream:nth-child(1) .chip")).isEqualTo("trying again");
        assertThat(browser.text(".stream:nth-child(2) .chip")).isEqualTo("trying again");
        Answer refused = demo.get("/api/stream");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        browser.awaitText(".stream:nth-child(2) .problem", "503");
        browser.click("#kill").awaitText("#seat-state", "running");
        assertThat(demo.number("pid")).isNotEqualTo(before);
        browser.awaitText(".stream:nth-child(1) .chip", "complete").awaitText(".stream:nth-child(2) .chip", "complete");
        assertThat(browser.text(".stream:nth-child(1) .said:last-child")).endsWith("Thank you for coming.");
    }

    @Test
    void aSeatThatIsKilledIdleCutsNothing() throws Exception {
        browser.click("#kill").awaitText("#act-hint", "Killed. Nothing was streaming.");
        assertThat(demo.post("/demo/kill").status()).isEqualTo(409);
        browser.awaitText("#kill", "Start it now").click("#kill").awaitText("#seat-state", "running");
    }

    @Test
    void onAPhoneTheNewestCardIsSeen() throws Exception {
        browser.resize(390, 844);
        for (int i = 1; i <= 2; i++) {
            send("card " + i, "stream", "fetch");
            browser.awaitText(CHIP, "streaming");
            assertThat(browser.run("const card = document.querySelector('.stream').getBoundingClientRect();"
                            + "const strip = document.getElementById('strip').getBoundingClientRect();"
                            + "return card.top >= 0 && document.querySelector('.stream .said')"
                            + ".getBoundingClientRect().bottom <= strip.top"))
                    .isEqualTo(true);
        }
    }

    @Test
    void onAPhoneNothingIsWiderThanThePageOrTooSmallForAFinger() throws Exception {
        browser.resize(390, 844);
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll('button, .choice span, textarea')]"
                                        + ".filter(e => e.offsetParent && (e.offsetHeight < 44 || e.offsetWidth < 44)).map(e => e.outerHTML)"))
                .isEqualTo(List.of());
    }
}
