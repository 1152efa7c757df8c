package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fixture itself: a script's error fails the test that did not ask for it, and nothing of the browser stays. */
class BrowserTest {
    @TempDir
    Path directory;

    private static String page(String html) {
        return "data:text/html,"
                + URLEncoder.encode(html, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void anErrorOfAScriptFailsTheTest() throws Exception {
        Browser browser = Browser.open(directory);
        browser.go(page("<script>nobody.home()</script>"));
        assertThatThrownBy(browser::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nobody is not defined");
    }

    @Test
    void aRequestThatFailsFailsTheTestUnlessItWasNamed() throws Exception {
        String html = "<p></p><script src='http://127.0.0.1:9/gone.js'></script>";
        Browser browser = Browser.open(directory);
        browser.go(page(html)).await("it has failed", () -> !browser.console().isEmpty());
        assertThatThrownBy(browser::close).isInstanceOf(AssertionError.class).hasMessageContaining("gone.js");
        try (Browser named = Browser.open(directory).mayFail("/gone.js")) {
            named.go(page(html)).await("it has failed", () -> !named.console().isEmpty());
        }
    }

    @Test
    void anErrorThatWasAskedForDoesNot() throws Exception {
        try (Browser browser = Browser.open(directory)) {
            browser.go(page("<p></p><script>Promise.reject(new Error('thrown away'))</script>"));
            browser.await("the console knows", () -> !browser.console().isEmpty());
            assertThat(browser.scriptErrors()).singleElement().asString().contains("thrown away");
        }
    }

    @Test
    void thePageIsAsWideAsAPhoneAndAsDarkAsTheNight() throws Exception {
        Path picture = directory.resolve("page.png");
        try (Browser browser = Browser.open(directory, 390, 844)) {
            browser.go(page("<meta name='viewport' content='width=device-width'><p>Hello</p>"));
            assertThat(browser.run("return [innerWidth, innerHeight]")).isEqualTo(List.of(390L, 844L));
            browser.scheme(true);
            assertThat(browser.run("return matchMedia('(prefers-color-scheme: dark)').matches"))
                    .isEqualTo(true);
            assertThat(browser.text("p")).isEqualTo("Hello");
            browser.screenshot(picture);
        }
        assertThat(Files.size(picture)).isPositive();
    }
}
