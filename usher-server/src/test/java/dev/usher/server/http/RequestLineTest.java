package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.accepted;
import static dev.usher.server.http.Deliveries.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS A10 and A12: method, version and the bytes and forms of the target. */
class RequestLineTest {
    private static String line(String requestLine) {
        return requestLine + "\r\nHost: h\r\n\r\n";
    }

    @ParameterizedTest
    @DisplayName("A10: a method that only begins like a known one, or in lower case")
    @ValueSource(strings = {"GETX", "get", "Get", "GE", "POSTGET", "G"})
    void unknownMethodIsNotImplemented(String method) {
        refused(501, line(method + " / HTTP/1.1"));
    }

    @ParameterizedTest
    @DisplayName("A10: a method that is no token")
    @ValueSource(strings = {"", "G(T", "\"GET\"", "GET\t", "\u00c7ET", "GET/", "GET,POST", "GET:"})
    void methodThatIsNoTokenIsRefused(String method) {
        refused(400, line(method + " / HTTP/1.1"));
    }

    @ParameterizedTest
    @DisplayName("A10: a malformed version; HTTP/0.9 has none")
    @ValueSource(
            strings = {
                "HTTP/1.10",
                "HTTP/01.1",
                "HTTP/1.01",
                "HTTP/11",
                "HTTP/1",
                "HTTP/1.",
                "HTTP/.1",
                "http/1.1",
                "Http/1.1",
                "HTTP/1.1x",
                "HTTP/+1.1",
                "HTTP/1,1",
                "HTTPS/1.1",
                "HTTP /1.1",
                "HTTP/1. 1",
                "HTTP/1.1\t",
                "HTTP/-1.1",
                "HTTP/1.1 ",
                "",
                "HTTP/1.\u0661",
                "RTSP/1.0"
            })
    void malformedVersionIsRefused(String version) {
        refused(400, line("GET / " + version));
    }

    @ParameterizedTest
    @DisplayName("A10: another version in text")
    @ValueSource(strings = {"HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/1.2", "HTTP/1.9", "HTTP/9.9", "HTTP/0.0"})
    void otherVersionIsNotSupported(String version) {
        refused(505, line("GET / " + version));
        refused(505, line("PRI * HTTP/2.0"));
    }

    @ParameterizedTest
    @DisplayName("A10, A12: not three parts with one space between")
    @ValueSource(
            strings = {
                "GET",
                "GET /",
                "GET / ",
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                " GET / HTTP/1.1",
                "GET / HTTP/1.1 x",
                "GET /a b HTTP/1.1",
                "GET\t/\tHTTP/1.1",
                "GET\t/ HTTP/1.1",
                "GET  HTTP/1.1",
                "GET HTTP/1.1",
                " "
            })
    void requestLineWithOtherPartsIsRefused(String requestLine) {
        refused(400, line(requestLine));
    }

    static IntStream rawBytes() {
        return IntStream.concat(IntStream.of('#'), IntStream.rangeClosed(0x80, 0xff));
    }

    @ParameterizedTest(name = "byte {0}")
    @MethodSource("rawBytes")
    @DisplayName("A12: # and bytes beyond ASCII in the target")
    void rawByteInTheTargetIsRefused(int raw) {
        refused(400, line("GET /a" + (char) raw + "b HTTP/1.1"));
        refused(400, line("GET /?a" + (char) raw + "b HTTP/1.1"));
        refused(400, line("GET http://h/" + (char) raw + " HTTP/1.1"));
    }

    @ParameterizedTest
    @DisplayName("A12, D1: targets of no allowed form")
    @ValueSource(
            strings = {
                "h:80",
                "h",
                "//evil",
                "//evil/x",
                "///",
                "http://h//evil",
                "*",
                "*/",
                "?a",
                "index.html",
                "..",
                "unix:/run/x.sock",
                "fd://3/",
                "unix:/run/x|http://h/",
                "ftp://h/",
                "http:/h",
                "http:h",
                "http://",
                "http:///x",
                "http://?x",
                "://h/",
                "javascript:x",
                "\\evil",
                "/\\evil"
            })
    void targetOfAnotherFormIsRefused(String target) {
        refused(400, line("GET " + target + " HTTP/1.1"));
    }

    @Test
    @DisplayName("A12: CONNECT is understood and not offered")
    void connectIsNotImplemented() {
        refused(501, line("CONNECT h:443 HTTP/1.1"));
        refused(501, line("CONNECT [::1]:443 HTTP/1.1"));
        refused(400, line("CONNECT h HTTP/1.1"));
        refused(400, line("CONNECT / HTTP/1.1"));
        refused(400, line("CONNECT http://h/ HTTP/1.1"));
        refused(400, line("CONNECT u@h:1 HTTP/1.1"));
    }

    @Test
    void asteriskIsForOptionsOnly() throws HttpError {
        RequestTarget target = accepted(line("OPTIONS * HTTP/1.1")).target();
        assertThat(target.form()).isEqualTo(RequestTarget.Form.ASTERISK);
        assertThat(target.path()).isEqualTo("*");
    }

    @Test
    void originFormIsPathAndRawQuery() throws HttpError {
        RequestTarget target =
                accepted(line("GET /a%20b/c?x=%2F..%2f&y=[1]|{}\\?// HTTP/1.1")).target();
        assertThat(target.form()).isEqualTo(RequestTarget.Form.ORIGIN);
        assertThat(target.path()).isEqualTo("/a b/c");
        assertThat(target.query()).isEqualTo("x=%2F..%2f&y=[1]|{}\\?//");
        assertThat(target.requestUri()).isEqualTo(target.raw());
        assertThat(target.authority()).isNull();
    }

    @Test
    void queryMayBeEmptyOrMissing() throws HttpError {
        assertThat(accepted(line("GET / HTTP/1.1")).target().query()).isNull();
        assertThat(accepted(line("GET /? HTTP/1.1")).target().query()).isEmpty();
    }

    @Test
    void absoluteFormIsAnsweredAsItsOriginForm() throws HttpError {
        RequestTarget target = accepted("GET HTTP://Example.COM:80/a/../b?q HTTP/1.1\r\nHost: example.com\r\n\r\n")
                .target();
        assertThat(target.form()).isEqualTo(RequestTarget.Form.ABSOLUTE);
        assertThat(target.path()).isEqualTo("/b");
        assertThat(target.requestUri()).isEqualTo("/a/../b?q");
        assertThat(target.authority()).isEqualTo("example.com:80");
        assertThat(accepted(line("GET http://h HTTP/1.1")).target().path()).isEqualTo("/");
        assertThat(accepted(line("GET http://h?q HTTP/1.1")).target().requestUri())
                .isEqualTo("/?q");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "HEAD",
                "POST",
                "PUT",
                "DELETE",
                "OPTIONS",
                "PATCH",
                "TRACE",
                "PROPFIND",
                "QUERY",
                "VERSION-CONTROL"
            })
    void registeredMethodIsTaken(String method) throws HttpError {
        assertThat(accepted(line(method + " / HTTP/1.1")).method()).isEqualTo(method);
    }
}
