package dev.usher.daemon.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StatusPageTest {
    @Test
    void thePageNeedsNothingFromElsewhere() throws Exception {
        String html = StatusPage.load().reply().body();
        assertThat(Pattern.compile("(src|href)=\"(?!/|data:)").matcher(html).find())
                .isFalse();
        assertThat(html).doesNotContain("@import", "url(", "https://", "eval(", "innerHTML");
    }

    @Test
    void itsPolicyNamesItsOneScriptAndItsOneStyle() throws Exception {
        Reply page = StatusPage.load().reply();
        assertThat(page.body().split("<script", -1)).hasSize(2);
        assertThat(page.body().split("<style", -1)).hasSize(2);
        assertThat(Objects.requireNonNull(page.fields().get("Content-Security-Policy")))
                .containsPattern("script-src 'sha256-[A-Za-z0-9+/]{43}='")
                .containsPattern("style-src 'sha256-[A-Za-z0-9+/]{43}='")
                .contains("connect-src 'self'")
                .doesNotContain("unsafe");
    }

    @Test
    void nothingOnItNeedsWhatThePolicyForbids() throws Exception {
        String html = StatusPage.load().reply().body();
        assertThat(Pattern.compile("<[a-z][^>]*\\s(style|on[a-z]+)=")
                        .matcher(html)
                        .find())
                .isFalse();
    }
}
