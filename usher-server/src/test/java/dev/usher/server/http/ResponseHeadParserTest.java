package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ATTACKS B1, B2, B4: what an application or a seat may say first. Each head is given whole, with a body behind it, and
 * byte by byte.
 */
class ResponseHeadParserTest {
    private static ResponseHead accepted(Supplier<ResponseHeadParser> kind, String head) throws HttpError {
        ByteBuf in = bytes(head + "body");
        ResponseHeadParser whole = kind.get();
        assertThat(whole.feed(in)).isTrue();
        assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("body");
        ResponseHeadParser pieces = kind.get();
        for (int i = 0; i < head.length(); i++) {
            assertThat(pieces.feed(bytes(head.substring(i, i + 1)))).isEqualTo(i == head.length() - 1);
        }
        ResponseHead result = whole.result();
        ResponseHead other = pieces.result();
        assertThat(other.status()).isEqualTo(result.status());
        assertThat(other.reason()).isEqualTo(result.reason());
        assertThat(other.headers()).containsExactlyElementsOf(result.headers());
        return result;
    }

    private static HttpError refused(int status, Supplier<ResponseHeadParser> kind, String head) {
        ResponseHeadParser parser = kind.get();
        HttpError whole = failure(parser, head);
        assertThat(whole).as("refused: %s", Quoted.text(head)).isNotNull();
        assertThat(whole.status()).as(whole.detail()).isEqualTo(status);
        assertThat(failure(parser, "X: y\r\n\r\n")).isSameAs(whole);
        ResponseHeadParser other = kind.get();
        HttpError pieces = null;
        for (int i = 0; pieces == null && i < head.length(); i++) {
            pieces = failure(other, head.substring(i, i + 1));
        }
        assertThat(pieces).isNotNull();
        assertThat(pieces.detail()).isEqualTo(whole.detail());
        return whole;
    }

    private static @Nullable HttpError failure(ResponseHeadParser parser, String head) {
        return catchThrowableOfType(HttpError.class, () -> parser.feed(bytes(head)));
    }

    private static ResponseHead cgi(String head) throws HttpError {
        return accepted(ResponseHeadParser::cgi, head);
    }

    @Test
    void fieldsAloneAreA200() throws HttpError {
        ResponseHead head = cgi("Content-Type: text/plain\r\nX-A:  b \r\n\r\n");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.reason()).isEqualTo("OK");
        assertThat(head.version()).isEqualTo(Version.HTTP_1_1);
        assertThat(head.headers().first("x-a")).isEqualTo("b");
        assertThat(cgi("\r\n").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "404 Not Found, 404, Not Found",
        "404, 404, Not Found",
        "'404 ', 404, Not Found",
        "200 Fine, 200, Fine",
        "599, 599, Unknown",
        "503 Caf\u00e9 closed, 503, Caf\u00e9 closed"
    })
    void statusIsTakenFromItsField(String value, int status, String reason) throws HttpError {
        ResponseHead head = cgi("X-A: b\r\nstatus: " + value + "\r\n\r\n");
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.reason()).isEqualTo(reason);
        assertThat(head.headers().contains("Status")).isFalse();
    }

    @ParameterizedTest
    @DisplayName("B1: a Status that is none")
    @ValueSource(
            strings = {
                "",
                "x",
                "20",
                "2000",
                "099",
                "100 Continue",
                "101 Switching Protocols",
                "600",
                "999",
                "+200",
                "-20",
                "200OK",
                "20x",
                "200\tOK",
                "0x1",
                "200 a\u0007b",
                "200 \u007f"
            })
    void malformedStatusIsABadGateway(String value) {
        refused(502, ResponseHeadParser::cgi, "Status: " + value + "\r\n\r\n");
    }

    @Test
    void statusTwiceIsABadGateway() {
        refused(502, ResponseHeadParser::cgi, "Status: 200\r\nStatus: 200\r\n\r\n");
    }

    @Test
    void locationWithoutStatusIsARedirect() throws HttpError {
        assertThat(cgi("Location: http://h/\r\n\r\n").status()).isEqualTo(302);
        assertThat(cgi("Location: http://h/\r\nStatus: 201\r\n\r\n").status()).isEqualTo(201);
    }

    @Test
    void lineFeedAloneEndsALine() throws HttpError {
        assertThat(cgi("A: b\nC: d\r\n\n").headers().size()).isEqualTo(2);
    }

    @ParameterizedTest
    @DisplayName("B1, B2: CR, NUL, other controls, folding and lines that are no field, first or behind good ones")
    @ValueSource(
            strings = {
                "X: a\rb",
                "X: a\0b",
                "X: a\u0001b",
                "X: a\u001bb",
                "X: a\u007fb",
                " X: a",
                "\tfolded",
                "no colon",
                ": a",
                "X : a",
                "X Y: a",
                "HTTP/1.1 200 OK",
                "\u00e9: a",
                "X\r",
                "<br />",
                "\0"
            })
    void malformedLineIsABadGateway(String line) {
        refused(502, ResponseHeadParser::cgi, line + "\r\n\r\n");
        refused(502, ResponseHeadParser::cgi, "Status: 200 OK\r\nA: b\r\n" + line + "\r\nC: d\r\n\r\n");
    }

    @Test
    @DisplayName("B4: a head over 64 KiB, one line or many")
    void headBeyondItsLimitIsABadGateway() throws HttpError {
        assertThat(cgi("X: " + "v".repeat(65533) + "\r\n\r\n").headers().first("X"))
                .hasSize(65533);
        assertThat(refused(502, ResponseHeadParser::cgi, "X: " + "v".repeat(65534) + "\r\n\r\n")
                        .detail())
                .contains("65536");
        assertThat(refused(502, ResponseHeadParser::cgi, "X: yz\r\n".repeat(20_000))
                        .detail())
                .contains("65536");
    }

    @Test
    @DisplayName("DESIGN §5: the handoff data is not counted as head")
    void handoffDataHasALimitOfItsOwn() throws HttpError {
        String data = "d".repeat(300_000);
        ResponseHead head = cgi("A: b\r\nx-handoff-data: " + data + "\r\nX-Socket-Handoff: /run/x\r\n\r\n");
        assertThat(head.headers().first("X-Handoff-Data")).isEqualTo(data);
        assertThat(head.headers().size()).isEqualTo(3);
    }

    @Test
    void headIsStillLimitedBesidesHandoffData() {
        refused(
                502,
                ResponseHeadParser::cgi,
                "X-Handoff-Data: " + "d".repeat(100_000) + "\r\nX: " + "v".repeat(65536) + "\r\n\r\n");
        refused(502, ResponseHeadParser::cgi, "X-Handoff-Datum: " + "d".repeat(65536) + "\r\n\r\n");
    }

    @Test
    void handoffDataBeyondItsLimitIsAnInternalError() {
        String half = "X-Handoff-Data: " + "d".repeat(ResponseHeadParser.HANDOFF_DATA_BYTES / 2) + "\r\n";
        ResponseHeadParser parser = ResponseHeadParser.cgi();
        assertThat(failure(parser, half)).isNull();
        HttpError error = failure(parser, half);
        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(500);
    }

    @Test
    void handoffDataMayHoldEveryByteThatPhpCanSend() throws HttpError {
        StringBuilder data = new StringBuilder("{");
        for (char c = 1; c <= 0xff; c++) {
            data.append(c == '\r' || c == '\n' ? '-' : c);
        }
        data.append('}');
        assertThat(cgi("X-Handoff-Data: " + data + "\r\n\r\n").headers().first("X-Handoff-Data"))
                .isEqualTo(data.toString());
        refused(502, ResponseHeadParser::cgi, "X-Handoff-Data: a\0b\r\n\r\n");
        refused(502, ResponseHeadParser::cgi, "X-Handoff-Data: a\rb\r\n\r\n");
    }

    @Test
    void bothHandoffHeadersAreKeptWhereTheyComeTwice() throws HttpError {
        assertThat(cgi("X-Socket-Handoff: /a\r\nX-Socket-Handoff: /b\r\n\r\n")
                        .headers()
                        .all("X-Socket-Handoff"))
                .containsExactly("/a", "/b");
    }

    @Test
    void seatsHeadBeginsWithAStatusLine() throws HttpError {
        ResponseHead head = accepted(
                ResponseHeadParser::http, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nStatus: kept\r\n\r\n");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers().first("Status")).isEqualTo("kept");
        assertThat(accepted(ResponseHeadParser::http, "HTTP/1.0 404\r\n\r\n").version())
                .isEqualTo(Version.HTTP_1_0);
        assertThat(accepted(ResponseHeadParser::http, "HTTP/1.1 101 \r\n\r\n").reason())
                .isEqualTo("Switching Protocols");
        assertThat(accepted(ResponseHeadParser::http, "HTTP/1.1 200 OK\r\nLocation: /\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2.0 200 OK",
                "HTTP/1.2 200 OK",
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1  200 OK",
                "HTTP/1.1 2000",
                "HTTP/1.1 99",
                "http/1.1 200 OK",
                "Status: 200",
                "data: Hello",
                "",
                "HTTP/1.1 200 a\u0007"
            })
    void answerWithoutAStatusLineIsABadGateway(String line) {
        refused(502, ResponseHeadParser::http, line + "\r\n\r\n");
    }

    @Test
    void interimHeadsComeOneAfterTheOther() throws HttpError {
        ResponseHeadParser parser = ResponseHeadParser.http();
        ByteBuf in = bytes("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
        assertThat(parser.feed(in)).isTrue();
        assertThat(parser.result().status()).isEqualTo(103);
        assertThat(parser.feed(in)).isTrue();
        ResponseHead last = parser.result();
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.headers().size()).isZero();
    }
}
