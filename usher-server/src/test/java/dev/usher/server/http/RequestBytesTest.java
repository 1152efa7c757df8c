package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.accepted;
import static dev.usher.server.http.Deliveries.get;
import static dev.usher.server.http.Deliveries.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS A8 and A9: bytes and field lines that may not be in a head, and what may. */
class RequestBytesTest {
    static IntStream controls() {
        return IntStream.concat(IntStream.range(0, 0x20).filter(c -> c != '\t'), IntStream.of(0x7f));
    }

    @ParameterizedTest(name = "control character {0}")
    @MethodSource("controls")
    @DisplayName("A8: a control character anywhere in a head")
    void controlCharacterIsRefused(int control) {
        char c = (char) control;
        refused(400, c + "X" + get(""));
        refused(400, "GET /a" + c + "b HTTP/1.1\r\nHost: h\r\n\r\n");
        refused(400, "GE" + c + "T / HTTP/1.1\r\nHost: h\r\n\r\n");
        refused(400, "GET / HTTP/1.1" + c + "x\r\nHost: h\r\n\r\n");
        refused(400, get("X-A" + c + "B: v\r\n"));
        refused(400, get("X-A: v" + c + "w\r\n"));
        refused(400, get("X-A:" + c + "w\r\n"));
    }

    @Test
    @DisplayName("A8: bare LF and bare CR as line ends")
    void lineEndOtherThanCrLfIsRefused() {
        refused(400, "GET / HTTP/1.1\nHost: h\r\n\r\n");
        refused(400, "GET / HTTP/1.1\r\nHost: h\n\r\n");
        refused(400, "GET / HTTP/1.1\r\nHost: h\r\n\n");
        refused(400, "GET / HTTP/1.1\rHost: h\r\n\r\n");
        refused(400, "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n");
        refused(400, "GET / HTTP/1.1\r\r\nHost: h\r\n\r\n");
        refused(400, "GET / HTTP/1.1\r\nHost: h\r\r\n\r\n");
        refused(400, "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @Test
    @DisplayName("A7, A8: CR LF CR X does not end a head")
    void crLfCrXIsNoEndOfTheHead() {
        refused(400, "GET / HTTP/1.1\r\nHost: h\r\n\rX");
        refused(400, "GET / HTTP/1.1\r\nHost: h\r\n\r\r\n");
    }

    @Test
    @DisplayName("A8: whole empty lines before the request line, at most ten")
    void tenEmptyLinesAreSkippedAndElevenRefused() throws HttpError {
        assertThat(accepted("\r\n".repeat(10) + get("")).method()).isEqualTo("GET");
        refused(400, "\r\n".repeat(11) + get(""));
        refused(400, " \r\n" + get(""));
        refused(400, "\r" + get(""));
    }

    @ParameterizedTest
    @DisplayName("A9: lines that are no field")
    @ValueSource(
            strings = {
                ": v",
                "X : v",
                "X\t: v",
                "no colon",
                "X(: v",
                "X\"Y: v",
                "X/Y: v",
                "\u00e9: v",
                "X\u0080: v",
                "X Y: v",
                " ",
                "\t",
                " X: v",
                "{X}: v",
                "X@: v"
            })
    void malformedFieldLineIsRefused(String line) {
        refused(400, get(line + "\r\n"));
        refused(400, get("X-Before: 1\r\n" + line + "\r\nX-Behind: 2\r\n"));
        refused(400, "GET / HTTP/1.1\r\n" + line + "\r\nHost: h\r\n\r\n");
    }

    @Test
    @DisplayName("A9: obs-fold")
    void foldedLineIsRefused() {
        refused(400, get("X-A: one\r\n two\r\n"));
        refused(400, get("X-A: one\r\n\ttwo\r\n"));
        refused(400, get("X-A: one\r\n \r\n"));
    }

    @Test
    @DisplayName("A9: bytes from 0x80 in a value are served, byte for byte")
    void bytesBeyondAsciiInAValueAreKept() throws HttpError {
        String all = IntStream.rangeClosed(0x80, 0xff)
                .mapToObj(c -> String.valueOf((char) c))
                .reduce("", String::concat);
        assertThat(accepted(get("X-A: " + all + "\r\n")).headers().first("x-a")).isEqualTo(all);
    }

    @Test
    void valuesLoseTheirOuterBlanksOnly() throws HttpError {
        Headers headers = accepted(get("X-A: \t a \t b\t \r\nX-Empty:\r\nX-Blank: \t \r\nX-Colon::\r\n"))
                .headers();
        assertThat(headers.first("X-A")).isEqualTo("a \t b");
        assertThat(headers.first("X-Empty")).isEmpty();
        assertThat(headers.first("X-Blank")).isEmpty();
        assertThat(headers.first("X-Colon")).isEqualTo(":");
    }

    @Test
    void everyTokenCharacterMayBeInAName() throws HttpError {
        String name = "!#$%&'*+-.^_`|~09azAZ";
        assertThat(accepted(get(name + ": v\r\n")).headers().first(name)).isEqualTo("v");
    }
}
