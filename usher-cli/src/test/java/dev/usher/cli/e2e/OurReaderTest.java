package dev.usher.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** examples/frontend/stream.js in Chromium: torn streams, line ends, errors, stop, and when it asks again. */
@TestInstance(Lifecycle.PER_CLASS)
class OurReaderTest {
    private static final String LF = ": hello\n\ndata: You\n\ndata:  said:\ndata: ü 🎭\n\n:\n\nevent: own\ndata:x\n\n"
            + "data\n\nid: 7\nretry: 9\ndata: end\n\nevent: done\ndata: [DONE]\n\n";
    private static final Map<String, byte[]> BODIES = Map.of(
            "lf", LF.getBytes(UTF_8),
            "crlf", LF.replace("\n", "\r\n").getBytes(UTF_8),
            "cr", LF.replace('\n', '\r').getBytes(UTF_8),
            "bom", ("\uFEFF" + LF).getBytes(UTF_8),
            "cut", "data: half\n\ndata: an ev".getBytes(UTF_8),
            "error",
                    "data: half\n\nevent: error\ndata: {\"error\":{\"message\":\"No more.\",\"code\":\"spent\"}}\n\n"
                            .getBytes(UTF_8),
            "openai", "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n".getBytes(UTF_8));

    /** What the reader is asked with, and what it said; the tap tells the server which bytes were read. */
    private static final String PRELUDE = """
            const { stream } = await import('/stream.js');
            const cut = (url) => Number(url.split('/').pop());
            const tapped = async (url, init) => {
                const response = await fetch(url, init);
                let count = 0;
                const tap = new TransformStream({
                    async transform(bytes, next) {
                        next.enqueue(bytes);
                        count += bytes.length;
                        if (count === cut(url)) await fetch(url.replace('torn', 'read'));
                    },
                });
                return new Response(response.body.pipeThrough(tap), response);
            };
            const heard = async (url, options = {}) => {
                const all = { tokens: [], events: [], retries: 0 };
                const running = stream(url, {
                    method: 'GET', pauseMillis: 1, fetch: tapped, ...options,
                    onToken: (text) => all.tokens.push(text),
                    onEvent: ({ name, data }) => all.events.push(name + '=' + data),
                    onRetry: () => all.retries++,
                });
                all.end = await running.finished.catch((e) => `${e.name} ${e.status} ${e.code} ${e.partial} ${e.message}`);
                return all;
            };
            """;

    private TornStreams server;
    private Browser browser;

    @BeforeAll
    void openBrowser(@TempDir Path directory) throws Exception {
        browser = Browser.open(directory).mayFail("/torn/").mayFail("/nowhere/");
    }

    /** A server a test, since it keeps the browser's connections open. */
    @BeforeEach
    void openServer() throws Exception {
        server = TornStreams.of(BODIES);
        browser.go(server.url("/fetch.html"));
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @AfterAll
    void closeBrowser() throws Exception {
        browser.close();
    }

    private Object js(String script) {
        return browser.runAsync(PRELUDE + script);
    }

    /** Every cut of a body, a few at a time; the different outcomes, which should be one. */
    private void everyCutIsHeard(String name) {
        int length = BODIES.get(name).length;
        Object outcomes = js("""
                const outcomes = new Set();
                let next = 0;
                const some = async () => {
                    while (next < %d) outcomes.add(JSON.stringify(await heard('/torn/%s/' + next++)));
                };
                await Promise.all([some(), some(), some(), some()]);
                return [...outcomes];
                """.formatted(length, name));
        assertThat(outcomes)
                .isEqualTo(
                        List.of(
                                "{\"tokens\":[\"You\",\" said:\\nü 🎭\",\"\",\"end\"],\"events\":[\"own=x\"],\"retries\":0,\"end\":\"done\"}"));
    }

    @Test
    void aStreamTornAtEachByteIsHeardWhole() {
        everyCutIsHeard("lf");
    }

    @Test
    void aStreamWithCrLfTornAtEachByteIsHeardWhole() {
        everyCutIsHeard("crlf");
    }

    @Test
    void aStreamWithCrTornAtEachByteIsHeardWhole() {
        everyCutIsHeard("cr");
    }

    @Test
    void aStreamWithAByteOrderMarkTornAtEachByteIsHeardWhole() {
        everyCutIsHeard("bom");
    }

    /** Why stream.js is there: the printed reader loses what a read ended in. */
    @Test
    void thePrintedReaderLosesTheRestOfATornEvent() {
        Object shown = js("""
                const real = window.fetch;
                window.fetch = (url, init) => url === '/api/stream.php' ? tapped('/torn/cut/8') : real(url, init);
                await streamResponse('any');
                return document.getElementById('output').textContent;
                """);
        assertThat(shown).isEqualTo("haan ev");
    }

    @Test
    void aStreamWithoutItsEndIsAnErrorAndNotAskedForAgain() {
        assertThat(js("return heard('/torn/cut/0')"))
                .isEqualTo(Map.of(
                        "tokens",
                        List.of("half"),
                        "events",
                        List.of(),
                        "retries",
                        0L,
                        "end",
                        "StreamError 200 cut true The answer broke off."));
    }

    @Test
    void theDaemonsErrorIsAnErrorWithItsMessageAndCode() {
        assertThat(js("return (await heard('/torn/error/0')).end")).isEqualTo("StreamError 200 spent true No more.");
    }

    @Test
    void theOtherFormatsAreRead() {
        assertThat(js("return (await heard('/torn/openai/0', { format: 'openai' })).tokens"))
                .isEqualTo(List.of("Hi"));
    }

    @Test
    void aStreamThatIsStoppedEndsAsStopped() {
        assertThat(js("""
                const running = stream('/torn/lf/20', { method: 'GET', onToken: () => running.stop() });
                return running.finished;
                """)).isEqualTo("stopped");
    }

    @Test
    void aRefusalThatMayPassIsAskedForAgain() {
        assertThat(js("""
                let times = 0;
                const busy = () => new Response('', { status: 503, headers: { 'Retry-After': '0' } });
                return heard('/torn/lf/0', { fetch: (...ask) => times++ < 3 ? busy() : fetch(...ask) });
                """))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("end", "done")
                .containsEntry("retries", 3L);
    }

    @Test
    void aRefusalThatDoesNotPassIsAskedForThreeTimesMore() {
        assertThat(js("return heard('/', { fetch: () => { throw new TypeError('no network') } })"))
                .isEqualTo(Map.of(
                        "tokens",
                        List.of(),
                        "events",
                        List.of(),
                        "retries",
                        3L,
                        "end",
                        "StreamError 0  false The server cannot be reached."));
    }

    @Test
    void aRefusalThatStaysIsNotAskedForAgain() {
        assertThat(js("return heard('/nowhere/0')"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("retries", 0L)
                .containsEntry("end", "StreamError 404  false The server refused: 404.");
    }

    @Test
    void aPageInsteadOfAStreamIsAnError() {
        assertThat(js("return (await heard('/index.html')).end"))
                .isEqualTo("StreamError 200  false The server sent something else than a stream.");
    }

    @Test
    void anEventWithoutEndIsGivenUp() {
        assertThat(js("""
                const { EventParser } = await import('/stream.js');
                const parser = new EventParser(() => {});
                try {
                    for (let i = 0; i < 2000; i++) parser.push('data: ' + 'x'.repeat(1000));
                } catch (error) {
                    return error.message;
                }
                """)).isEqualTo("An event of the answer is too long.");
    }
}
