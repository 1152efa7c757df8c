package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seat's admin port as {@code usher daemon} and {@code usher run} open it, and its page in a browser. */
class StatusPageTest {
    private static final Pattern AT = Pattern.compile("listening on \\S+, .*; status and metrics at (http://\\S+/)");

    @TempDir
    Path directory;

    private static String url(UsherProcess usher) throws IOException {
        Matcher at = AT.matcher(usher.log());
        assertThat(at.find()).as(usher.log()).isTrue();
        return at.group(1);
    }

    /** The page replaces its numbers each second: what is asked for is asked in one step. */
    private static void awaitShown(Browser browser, String css, String part) throws Exception {
        browser.await(
                css + " says " + part,
                () -> String.valueOf(browser.run("return document.querySelector(arguments[0])?.textContent", css))
                        .contains(part));
    }

    private static int port(String url) {
        return Integer.parseInt(url.replaceAll(".*:(\\d+)/", "$1"));
    }

    @Test
    void thePageCountsStreamsAndFindsTheSeatAgain() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (Browser browser = Browser.open(directory).mayFail("/status.json")) {
            String url;
            try (UsherProcess daemon =
                            UsherProcess.daemon(socket, "--metrics-addr", "127.0.0.1:0", "--message-delay", "1h");
                    Handed client = Handed.to(socket, "{\"prompt\":\"hush-hush\"}")) {
                client.hearsUntil("\n\n");
                url = url(daemon);
                browser.go(url).awaitText("#state", "ready");
                awaitShown(browser, "section[aria-label='Streams now'] .big", "1");
                awaitShown(browser, "section[aria-label^='Streams that ended early'] .reasons", "client disconnected0");
                client.goes();
                awaitShown(browser, "section[aria-label^='Streams that ended early'] .reasons", "client disconnected1");
                assertThat(browser.text("body")).doesNotContain("hush-hush");
            }
            browser.awaitText("#state", "no answer");
            String address = "127.0.0.1:" + port(url);
            try (UsherProcess _ = UsherProcess.daemon(socket, "--metrics-addr", address)) {
                browser.awaitText("#state", "ready");
            }
        }
    }

    @Test
    void forProgramsThatWriteThemselvesThereIsNoFirstToken() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (UsherProcess daemon = UsherProcess.daemon(
                        socket,
                        "--metrics-addr",
                        "127.0.0.1:0",
                        "--backend",
                        "exec",
                        "--exec-command",
                        "/bin/echo hello");
                Browser browser = Browser.open(directory)) {
            browser.go(url(daemon)).awaitText("#state", "ready");
            awaitShown(browser, "#where", "exec on ");
            assertThat(browser.run("return [...document.querySelectorAll('section')].filter(s => s.hidden"
                            + " && getComputedStyle(s).display === 'none').map(s => s.ariaLabel).join('|')"))
                    .isEqualTo("Tokens per second|Time to first token, last minute");
        }
    }

    @Test
    void whatThePageCannotDrawItSaysAndAnotherPagesHistoryIsLeftAlone() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (UsherProcess daemon = UsherProcess.daemon(socket, "--metrics-addr", "127.0.0.1:0");
                Browser browser = Browser.open(directory)) {
            browser.go(url(daemon)).awaitText("#state", "ready");
            browser.run("sessionStorage.setItem('usher-history', '[{\"t\":' + Date.now() + ',\"snap\":{}}]')");
            browser.go(url(daemon)).awaitText("#state", "ready");
            browser.run(
                    "console.error = e => { window.said = e.message; };" // a test's browser has none at its end
                            + " facts = () => { throw new Error('bad drawing'); }");
            browser.awaitText("#state", "cannot draw: bad drawing");
            assertThat(browser.run("return window.said")).isEqualTo("bad drawing");
        }
    }

    @Test
    void eachUpstreamHasATileThatAlsoFitsAPhone() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (MockLlm llm = MockLlm.start(LlmSettings.defaults().withLoops(1));
                UsherProcess daemon = UsherProcess.daemon(
                        socket,
                        "--metrics-addr",
                        "127.0.0.1:0",
                        "--backend",
                        "openai",
                        "--backends",
                        "anthropic",
                        "--openai-base",
                        llm.baseUrl() + "/v1",
                        "--anthropic-base",
                        "http://127.0.0.1:1");
                Browser browser = Browser.open(directory, 360, 740);
                Handed client = Handed.to(socket, "{\"prompt\":\"a\",\"test_pattern\":\"silent\"}")) {
            browser.go(url(daemon)).awaitText("#state", "ready");
            awaitShown(browser, "section[aria-label='Upstream openai'] .big", "1open request");
            awaitShown(browser, "section[aria-label='Upstream openai'] .breaker.closed", "breaker closed");
            for (int i = 0; i < 20; i++) {
                Handed.exchange(socket, "{\"prompt\":\"a\",\"backend\":\"anthropic\"}");
            }
            Handed.exchange(socket, "{\"prompt\":\"a\",\"backend\":\"anthropic\"}");
            awaitShown(browser, "section[aria-label='Upstream anthropic'] .breaker.open", "breaker open");
            awaitShown(browser, "section[aria-label='Upstream anthropic'] .reasons", "clients refused meanwhile1");
            awaitShown(browser, "section[aria-label='Upstream anthropic'] .reasons", "failed, last 10 s20 of 20");
            assertThat(browser.run("const d = document.documentElement; return d.scrollWidth - d.clientWidth"))
                    .isEqualTo(0L);
            client.goes();
            awaitShown(browser, "section[aria-label='Upstream openai'] .big", "0open requests");
        }
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (UsherProcess daemon = UsherProcess.daemon(socket, "--metrics-addr", "127.0.0.1:0");
                Browser browser = Browser.open(directory, 360, 740)) {
            browser.go(url(daemon)).awaitText("#state", "ready");
            awaitShown(browser, "#facts", "MaxConnections");
            assertThat(browser.run("const d = document.documentElement; return d.scrollWidth - d.clientWidth"))
                    .isEqualTo(0L);
        }
    }

    @Test
    void aFileNamesAnAddressForEachSeat() throws Exception {
        String config = """
                <StreamingDaemon %1$s/one.sock>
                    MetricsAddr 127.0.0.1:0
                </StreamingDaemon>
                <StreamingDaemon %1$s/two.sock>
                    MetricsAddr off
                </StreamingDaemon>
                """.formatted(directory);
        try (UsherProcess usher = UsherProcess.run(directory, _ -> config)) {
            assertThat(Visitor.get(port(url(usher)), "/healthz").body()).contains("\"status\":\"ok\"");
            assertThat(usher.log()).containsOnlyOnce("status and metrics at");
        }
    }

    @Test
    void aConfiguredAddressInUseEndsTheStartWithItsName() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            try (UsherProcess usher = UsherProcess.begin(
                    directory,
                    0,
                    0,
                    List.of(
                            "daemon",
                            "--socket",
                            directory.resolve("seat.sock").toString(),
                            "--metrics-addr",
                            address))) {
                assertThat(usher.exit(60)).isEqualTo(69);
                assertThat(usher.log()).contains("MetricsAddr " + address).contains("in use");
            }
        }
    }
}
