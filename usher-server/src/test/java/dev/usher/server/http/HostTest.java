package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.accepted;
import static dev.usher.server.http.Deliveries.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS A11: one request, one host (RFC 9112 §3.2). */
class HostTest {
    @Test
    @DisplayName("A11: no Host in HTTP/1.1")
    void missingHostIsRefused() {
        refused(400, "GET / HTTP/1.1\r\n\r\n");
        refused(400, "GET http://h/ HTTP/1.1\r\n\r\n");
        refused(400, "GET / HTTP/1.1\r\nX-Host: h\r\n\r\n");
    }

    @Test
    @DisplayName("A11: Host twice, also when both are the same, also in HTTP/1.0")
    void hostTwiceIsRefused() {
        refused(400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        refused(400, "GET / HTTP/1.1\r\nHost: a\r\nHOST: a\r\n\r\n");
        refused(400, "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n");
    }

    @ParameterizedTest
    @DisplayName("A11: Host that names no host")
    @ValueSource(
            strings = {
                "",
                "a b",
                "a,b",
                "a/b",
                "a?b",
                "a#b",
                "u@h",
                "u:p@h",
                "@h",
                "h@",
                "a..b",
                ".a",
                ".",
                "h:x",
                "h:0",
                "h:65536",
                "h:+80",
                "h:80:80",
                ":80",
                "[::1",
                "::1",
                "[::1]x",
                "[::g]",
                "[]",
                "[::1%25eth0]",
                "[::1%lo]",
                "[v1.x]",
                "[1.2.3.4]",
                "[::1]:x",
                "h\u00e9",
                "%68",
                "a\\b",
                "a;b",
                "a'b",
                "h:000080",
                "[::1]]",
                "[[::1]]",
                "a\tb",
                "<h>",
                "h:80/",
                "http://h"
            })
    void malformedHostIsRefused(String host) {
        refused(400, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        refused(400, "GET / HTTP/1.0\r\nHost: " + host + "\r\n\r\n");
    }

    @Test
    void hostLongerThan255BytesIsRefused() throws HttpError {
        assertThat(accepted("GET / HTTP/1.1\r\nHost: " + "a".repeat(255) + "\r\n\r\n")
                        .host())
                .hasSize(255);
        refused(400, "GET / HTTP/1.1\r\nHost: " + "a".repeat(256) + "\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "Example.COM, example.com",
        "example.com., example.com",
        "example.com:8080, example.com",
        "under_score.local, under_score.local",
        "127.0.0.1:80, 127.0.0.1",
        "[::1], [::1]",
        "[2001:DB8::1]:443, [2001:db8::1]",
        "[::ffff:1.2.3.4], [::ffff:1.2.3.4]",
        "h:65535, h",
        "h:, h",
        "'h:80 ', h"
    })
    void hostIsLowerCaseWithoutPortAndFinalDot(String host, String expected) throws HttpError {
        assertThat(accepted("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").host())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("A11: Host that differs from an absolute target")
    @CsvSource({
        "http://a/, b",
        "http://a:80/, a:81",
        "http://a/, a:443",
        "https://a/, a:80",
        "http://a:8080/, a",
        "http://a/, a.b",
        "http://[::1]/, [::2]"
    })
    void hostOtherThanTheTargetsIsRefused(String target, String host) {
        refused(400, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        refused(400, "GET " + target + " HTTP/1.0\r\nHost: " + host + "\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"http://A/, a", "http://a:80/, a", "http://a/, A:80", "https://a/, a:443", "http://a./, a"})
    void hostEqualToTheTargetsIsTaken(String target, String host) throws HttpError {
        assertThat(accepted("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                        .host())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @DisplayName("A11: user information and other tricks in an absolute target")
    @ValueSource(
            strings = {
                "http://u@h/",
                "http://u:p@h/",
                "http://h@/",
                "http://h:x/",
                "http://h%2f/",
                "http://h\\x/",
                "http://[::1/"
            })
    void malformedAuthorityIsRefused(String target) {
        refused(400, "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @Test
    void anAtSignInThePathIsNoUserInformation() throws HttpError {
        assertThat(accepted("GET http://h:/x@y HTTP/1.1\r\nHost: h\r\n\r\n")
                        .target()
                        .path())
                .isEqualTo("/x@y");
    }

    @Test
    void http10NeedsNoHost() throws HttpError {
        assertThat(accepted("GET / HTTP/1.0\r\n\r\n").host()).isNull();
        assertThat(accepted("GET http://H/ HTTP/1.0\r\n\r\n").host()).isEqualTo("h");
        assertThat(accepted("GET / HTTP/1.0\r\nHost: h\r\n\r\n").host()).isEqualTo("h");
    }
}
