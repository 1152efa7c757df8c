package dev.usher.server.content.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*.php, a.php, true",
        "*.php, a/b.php, false",
        "/home/*/www, /home/anna/www, true",
        "/home/*/www, /home/a/b/www, false",
        "?x, ax, true",
        "?x, /x, false",
        "[a-c]x, bx, true",
        "[!a-c]x, bx, false",
        "[!a-c]x, /x, false",
        "a.b, axb, false",
        "\\*x, *x, true",
        "\\*x, ax, false",
        "[a&&b], &, true"
    })
    void matchesAsFnmatchWithPathnameDoes(String glob, String text, boolean matches) {
        assertThat(Glob.compile(glob).matcher(text).matches()).isEqualTo(matches);
    }

    @Test
    void aSetThatIsNotClosedIsRefused() {
        assertThatThrownBy(() -> Glob.compile("a[b")).isInstanceOf(PatternSyntaxException.class);
    }
}
