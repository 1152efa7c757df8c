package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.accepted;
import static dev.usher.server.http.Deliveries.get;
import static dev.usher.server.http.Deliveries.post;
import static dev.usher.server.http.Deliveries.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS A1 to A4: where the body ends (RFC 9112 §6.3). */
class RequestFramingTest {
    @Test
    @DisplayName("A1: Content-Length and Transfer-Encoding together, in either order")
    void transferEncodingWithContentLengthIsRefused() {
        refused(400, post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
        refused(400, post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"));
        refused(400, post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"));
    }

    @Test
    @DisplayName("A2: Transfer-Encoding in HTTP/1.0")
    void transferEncodingInHttp10IsRefused() {
        refused(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
        refused(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n");
    }

    @ParameterizedTest
    @DisplayName("A3: Content-Length that is not one number of digits")
    @ValueSource(
            strings = {
                "+5",
                "-1",
                "0x5",
                "5 5",
                "",
                "5,5",
                "5, 5",
                "5;",
                "5.0",
                "1e1",
                "5\t5",
                "\u00b2",
                "00000000000000000005",
                "9223372036854775808",
                "99999999999999999999"
            })
    void malformedContentLengthIsRefused(String value) {
        refused(400, post("Content-Length: " + value + "\r\n"));
    }

    @Test
    @DisplayName("A3: Content-Length twice, also when both are the same")
    void contentLengthTwiceIsRefused() {
        refused(400, post("Content-Length: 5\r\nContent-Length: 6\r\n"));
        refused(400, post("Content-Length: 5\r\nContent-Length: 5\r\n"));
        refused(400, post("Content-Length: 5\r\ncontent-length: 5\r\n"));
        refused(400, post("Content-Length: 5\r\nContent-Length: \r\n"));
    }

    @Test
    void contentLengthWithinALongIsTaken() throws HttpError {
        assertThat(accepted(post("Content-Length: 5\r\n")).framing()).isEqualTo(new Framing.Length(5));
        assertThat(accepted(post("Content-Length: \t5 \t\r\n")).framing()).isEqualTo(new Framing.Length(5));
        assertThat(accepted(post("Content-Length: 0\r\n")).framing().hasBody()).isFalse();
        assertThat(accepted(post("Content-Length: 9223372036854775807\r\n")).framing())
                .isEqualTo(new Framing.Length(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @DisplayName("A4: Transfer-Encoding that is malformed, doubled, with parameters or not ending in chunked")
    @ValueSource(
            strings = {
                "chunked, chunked",
                "identity, chunked",
                "identity",
                ",chunked",
                "chunked,",
                "",
                "chunked;a=b",
                "chunked gzip",
                "\"chunked\"",
                "chunked, gzip",
                "chunked, identity",
                "\u000bchunked",
                "chunked\u000b",
                "\0chunked",
                "chunked\0",
                "\u00a0chunked",
                "chunked\f"
            })
    void malformedTransferEncodingIsRefused(String value) {
        refused(400, post("Transfer-Encoding: " + value + "\r\n"));
    }

    @ParameterizedTest
    @DisplayName("A4: a transfer coding that is not known")
    @ValueSource(strings = {"xchunked", "gzip", "gzip, chunked", "chunked1", "deflate", "cow"})
    void unknownTransferCodingIsNotImplemented(String value) {
        refused(501, post("Transfer-Encoding: " + value + "\r\n"));
    }

    @Test
    @DisplayName("A4: white space before the colon, and the header twice")
    void transferEncodingLinesThatOthersReadDifferentlyAreRefused() {
        refused(400, post("Transfer-Encoding : chunked\r\n"));
        refused(400, post("Transfer-Encoding\t: chunked\r\n"));
        refused(400, post(" Transfer-Encoding: chunked\r\n"));
        refused(400, post("X: y\r\n Transfer-Encoding: chunked\r\n"));
        refused(400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"));
        refused(400, post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "CHUNKED", "Chunked", "\tchunked\t", "  chunked ", "\t chunked"})
    void chunkedInAnyCaseAndWithBlanksAroundIsTaken(String value) throws HttpError {
        assertThat(accepted(post("Transfer-Encoding:" + value + "\r\n")).framing())
                .isEqualTo(new Framing.Chunked());
    }

    @Test
    void withoutEitherThereIsNoBody() throws HttpError {
        assertThat(accepted(post("")).framing()).isEqualTo(new Framing.None());
        assertThat(accepted(get("")).framing().hasBody()).isFalse();
    }
}
