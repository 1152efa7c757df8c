package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.accepted;
import static dev.usher.server.http.Deliveries.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS C1: one decoding, then normalised, and nothing climbs out. */
class PathTest {
    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    @ParameterizedTest
    @DisplayName("C1: climbing above the root, however it is written")
    @ValueSource(
            strings = {
                "/..",
                "/../",
                "/../etc/passwd",
                "/a/../../b",
                "/%2e%2e/x",
                "/%2E./x",
                "/.%2e/x",
                "/a/%2e%2e/%2e%2e/x",
                "/./../x",
                "/a//../../x",
                "/cgi-bin/.%2e/.%2e/etc/passwd",
                "http://h/../x",
                "/..?q"
            })
    void climbingPathIsRefused(String target) {
        refused(400, get(target));
    }

    @ParameterizedTest
    @DisplayName("C1: NUL, bad percent-encodings, backslashes, dot segments with parameters, overlong UTF-8")
    @ValueSource(
            strings = {
                "/a%00",
                "/%00.php",
                "/%",
                "/%2",
                "/%zz",
                "/%2g",
                "/a%",
                "/%%32%65",
                "/%u002e",
                "/a\\b",
                "/..\\x",
                "/a/..;/b",
                "/..;x=y/b",
                "/a/.;/b",
                "/%2e%2e;/b",
                "/%c0%ae%c0%ae/x",
                "/%c0%af",
                "/%c1%9c",
                "/%e0%80%ae",
                "/%f0%80%80%ae",
                "/%+1",
                "/% 1"
            })
    void malformedPathIsRefused(String target) {
        refused(400, get(target));
    }

    @ParameterizedTest
    @DisplayName("C1: an encoded slash or backslash is not found, as with httpd, and closes")
    @ValueSource(strings = {"/a%2Fb", "/a%2fb", "/%2f", "/..%2f..%2fetc/passwd", "/a%5cb", "/..%5C"})
    void encodedSlashIsNotFound(String target) {
        refused(404, get(target));
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/, /a/",
        "/a//b, /a/b",
        "/a///, /a/",
        "/a/./b, /a/b",
        "/a/., /a/",
        "/., /",
        "/./, /",
        "/a/.., /",
        "/a/../, /",
        "/a/b/.., /a/",
        "/a/b/../c, /a/c",
        "/a//../b, /b",
        "/%61%62, /ab",
        "/a%2e, /a.",
        "/..., /...",
        "/..a/.b/c.., /..a/.b/c..",
        "/a;p=1/b;q, /a;p=1/b;q",
        "/%252e%252e/x, /%2e%2e/x",
        "/%252fx, /%2fx",
        "/a%3Fb, /a?b",
        "/a%23b, /a#b",
        "/+a, /+a",
        "/caf%e9, /café",
        "/a%20b, /a b",
        "'/<>\"^`{|}', '/<>\"^`{|}'"
    })
    void pathIsDecodedOnceAndNormalised(String target, String path) throws HttpError {
        assertThat(accepted(get(target)).target().path()).isEqualTo(path);
        assertThat(accepted(get(target)).target().requestUri())
                .as("what was sent is kept for forwarding")
                .isEqualTo(target);
    }

    @Test
    void utf8BytesAreKeptAsBytes() throws HttpError {
        assertThat(accepted(get("/%E2%82%AC")).target().path()).isEqualTo("/\u00e2\u0082\u00ac");
    }

    @Test
    void dotsInTheQueryAreNotTouched() throws HttpError {
        assertThat(accepted(get("/a?../..%2f%00%zz\\")).target().query()).isEqualTo("../..%2f%00%zz\\");
    }
}
