package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/frameworks.md and of README.md: plain PHP through php-fpm, the readme's page in Chromium. */
@TestInstance(Lifecycle.PER_CLASS)
class FrameworksPageTest {
    private static final String PRINTED_SOCKET = "/run/usher/streaming-daemon.sock";

    private Path directory;
    private Stage stage;
    private List<String> snippets;

    @BeforeAll
    void open(@TempDir Path temp) throws Exception {
        directory = temp;
        snippets = Pages.blocks(Pages.read("docs/frameworks.md"), "php");
        stage = Stage.withDelay(temp, "2ms");
        stage.script("login.php", Pages.read("examples/php/login.php"));
        stage.script("chat.php", placed(snippet("// chat.php")));
        stage.script("cors.php", placed(snippet("// stream.php")));
        stage.script(
                "stream.php",
                placed(Pages.blocks(Pages.read("README.md"), "php").getFirst()));
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private String snippet(String begins) {
        return snippets.stream()
                .filter(block -> block.startsWith("<?php\n" + begins))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no snippet begins with " + begins));
    }

    private String placed(String php) {
        assertThat(php).contains(PRINTED_SOCKET);
        return php.replace(
                PRINTED_SOCKET, stage.run().resolve("streaming-daemon.sock").toString());
    }

    @Test
    void everySnippetIsRightToPhp() throws Exception {
        assertThat(snippets).hasSize(5);
        for (String snippet : snippets) {
            Path file = Files.writeString(directory.resolve("snippet.php"), snippet);
            Programs.Ran lint =
                    Programs.run(Programs.find("php-cli", "php", "php8.2", "php8.4"), "-l", file.toString());
            assertThat(lint.exit()).as(snippet + lint.output()).isZero();
        }
    }

    private Answer post(String target, String body, String... headers) throws IOException {
        try (Visitor visitor = Visitor.at(stage.port())) {
            String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
            all[headers.length] = "Content-Type: application/x-www-form-urlencoded";
            return visitor.asks("POST", target, body, all).hears();
        }
    }

    @Test
    void plainPhpHandsOffWhoIsSignedInAndRefusesOthers() throws Exception {
        assertThat(post("/chat.php", "prompt=Hi").status()).isEqualTo(401);
        String cookie = stage.get("/login.php").header("Set-Cookie").replaceFirst(";.*", "");
        assertThat(post("/chat.php", "prompt=", "Cookie: " + cookie).status()).isEqualTo(400);
        Answer answer = post("/chat.php", "prompt=Hi", "Cookie: " + cookie);
        assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
        assertThat(answer.body()).startsWith("data: You said: Hi.\n\ndata:  Welcome, 7.\n\n");
    }

    @Test
    void responseHeadersReachTheClient() throws Exception {
        Answer answer = stage.get("/cors.php");
        assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
        assertThat(answer.head())
                .contains(
                        "Access-Control-Allow-Origin: https://app.example\r\n",
                        "Access-Control-Allow-Credentials: true\r\n",
                        "Vary: Origin\r\n",
                        "Set-Cookie: visits=3; Path=/; Secure; HttpOnly\r\n",
                        "Set-Cookie: theme=dark; Path=/; Secure\r\n");
    }

    @Test
    void theReadmesEndpointAndReaderWorkTogetherInABrowser() throws Exception {
        String reader = Pages.blocks(Pages.read("README.md"), "javascript").getFirst();
        stage.script("page.html", "<!doctype html><p id=answer></p><script>\n" + reader + "</script>");
        try (Browser browser = Browser.open(directory)) {
            browser.go("http://127.0.0.1:" + stage.port() + "/page.html");
            browser.awaitText("#answer", "Thank you for coming.");
            assertThat(browser.text("#answer")).startsWith("You said: Hello.").doesNotContain("[DONE]");
        }
    }
}
