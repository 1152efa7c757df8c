package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo answers to clients that are no browser, and to pages that are not its own. */
class DemoTest {
    @TempDir
    private static Path directory;

    private static DemoProcess demo;

    @BeforeAll
    static void open() throws Exception {
        demo = DemoProcess.start(directory);
    }

    @AfterAll
    static void close() throws IOException {
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void itsStreamComesByGetAndByPost() throws Exception {
        String url = demo.url() + "api/stream";
        Programs.Ran get = Programs.run(Programs.curl(), "-sN", url + "?prompt=by%20get");
        assertThat(get.output()).startsWith("data: You said: by get.\n\n").endsWith("event: done\ndata: [DONE]\n\n");
        Programs.Ran post = Programs.run(Programs.curl(), "-sN", "-d", "prompt=caf%C3%A9 \"é\"", url);
        assertThat(post.output()).startsWith("data: You said: café \"é\".\n\n").endsWith("data: [DONE]\n\n");
    }

    @Test
    void withAModelsServerTheSeatAsksItAndSaysTheSame() throws Exception {
        try (DemoProcess asking = DemoProcess.start(Files.createDirectory(directory.resolve("llm")), "--llm")) {
            Programs.Ran get = Programs.run(Programs.curl(), "-sN", asking.url() + "api/stream?prompt=a%20model");
            assertThat(get.output())
                    .startsWith("data: You said: a model.\n\n")
                    .endsWith("event: done\ndata: [DONE]\n\n");
        }
    }

    @Test
    void withoutAPromptItSaysHello() throws Exception {
        try (Visitor visitor = Visitor.at(demo.port()).asks("GET", "/api/stream", "")) {
            assertThat(visitor.hearsUntil("\n\n"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\ndata: You said: Hello.\n\n");
        }
    }

    @Test
    void whatIsNoPromptIsRefused() throws Exception {
        Refusals.check(demo);
        assertThat(demo.get("/api/stream?prompt=a&prompt=b").status()).isEqualTo(400); // in PHP the last one counts
    }

    @Test
    void howLongAWorkerWasHeldIsTold() throws Exception {
        try (Visitor visitor = Visitor.at(demo.port()).asks("GET", "/api/stream?id=mine", "")) {
            visitor.hearsUntil("Hello.\n\n");
            demo.awaitState("[\"mine\",");
        }
    }

    @Test
    void anotherSitesPageCannotPressTheButtons() throws IOException {
        String own = "Origin: http://localhost";
        assertThat(demo.post("/demo/start", own).status()).isEqualTo(204);
        assertThat(demo.post("/demo/start", own, "Sec-Fetch-Site: same-origin").status())
                .isEqualTo(204);
        assertThat(demo.post("/demo/kill", "Origin: http://evil.example").status())
                .isEqualTo(403);
        assertThat(demo.post("/demo/kill", "Origin: null").status()).isEqualTo(403);
        assertThat(demo.post("/demo/kill", "Sec-Fetch-Site: cross-site").status())
                .isEqualTo(403);
        assertThat(demo.post("/demo/kill", "Sec-Fetch-Site: same-site").status())
                .isEqualTo(403);
    }

    @Test
    void aNameThatLeadsHereFromElsewhereIsRefused() throws IOException {
        try (Visitor visitor = Visitor.at(demo.port())) {
            visitor.says("POST /demo/kill HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
                    + "Connection: close\r\nContent-Length: 0\r\n\r\n");
            assertThat(visitor.hears().status()).isEqualTo(403);
        }
    }

    @Test
    void buttonsArePressedByPostOnly() throws IOException {
        assertThat(demo.get("/demo/kill").status()).isEqualTo(404);
        assertThat(demo.post("/demo/none").status()).isEqualTo(404);
    }

    @Test
    void thePageTakesNothingFromElsewhere() throws IOException {
        Answer page = demo.get("/");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; script-src 'self'");
        assertThat(page.body()).doesNotContain("http://", "https://", "<style", "onclick");
        for (String file : new String[] {
            "page.css", "page.js", "talk.js", "read.js", "source.js", "stream.js", "state.js", "icon.svg"
        }) {
            assertThat(demo.get("/demo/" + file).status()).as(file).isEqualTo(200);
        }
    }
}
