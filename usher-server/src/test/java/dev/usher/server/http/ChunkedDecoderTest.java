package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.SECOND;
import static dev.usher.server.http.Deliveries.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS A5 to A7 and A13, each whole, byte by byte, and with a second request in the same segment (A16). */
class ChunkedDecoderTest {
    private static final HeadLimits LIMITS = HeadLimits.DEFAULT;

    /** Appends all that the decoder gives for these bytes. */
    private static void drain(ChunkedDecoder decoder, ByteBuf in, StringBuilder data) throws HttpError {
        for (ByteBuf piece = decoder.next(in); piece != null; piece = decoder.next(in)) {
            data.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }
    }

    private static String accepted(String body) throws HttpError {
        StringBuilder together = new StringBuilder();
        ByteBuf in = bytes(body + SECOND);
        ChunkedDecoder decoder = new ChunkedDecoder(LIMITS, 0);
        drain(decoder, in, together);
        assertThat(decoder.ended()).isTrue();
        assertThat(in.toString(StandardCharsets.ISO_8859_1))
                .as("the next request is left")
                .isEqualTo(SECOND);
        in.release();
        assertThat(byteByByte(new ChunkedDecoder(LIMITS, 0), body)).isEqualTo(together.toString());
        return together.toString();
    }

    private static String byteByByte(ChunkedDecoder decoder, String body) throws HttpError {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            assertThat(decoder.ended()).as("ended before byte %d", i).isFalse();
            drain(decoder, bytes(body.substring(i, i + 1)), data);
        }
        assertThat(decoder.ended()).isTrue();
        return data.toString();
    }

    private static HttpError refused(int status, String body) {
        return refused(status, body, LIMITS, 0);
    }

    private static HttpError refused(int status, String body, HeadLimits limits, int fieldsInHead) {
        ChunkedDecoder decoder = new ChunkedDecoder(limits, fieldsInHead);
        HttpError whole = failure(decoder, body);
        assertThat(whole).as("refused: %s", Quoted.text(body)).isNotNull();
        assertThat(whole.status()).as(whole.detail()).isEqualTo(status);
        assertThat(whole.close()).isTrue();
        assertThat(failure(decoder, SECOND)).as("nothing behind it is read").isSameAs(whole);
        ChunkedDecoder other = new ChunkedDecoder(limits, fieldsInHead);
        HttpError pieces = null;
        for (int i = 0; pieces == null && i < body.length(); i++) {
            pieces = failure(other, body.substring(i, i + 1));
        }
        assertThat(pieces).as("refused byte by byte").isNotNull();
        assertThat(pieces.detail()).isEqualTo(whole.detail());
        HttpError together = failure(new ChunkedDecoder(limits, fieldsInHead), body + SECOND);
        assertThat(together).isNotNull();
        assertThat(together.detail()).isEqualTo(whole.detail());
        if (limits.equals(LIMITS) && fieldsInHead == 0) {
            OverTcp.refused(status, OverTcp.CHUNKED_HEAD + body, limits);
        }
        return whole;
    }

    private static @Nullable HttpError failure(ChunkedDecoder decoder, String body) {
        return catchThrowableOfType(HttpError.class, () -> drain(decoder, bytes(body), new StringBuilder()));
    }

    @ParameterizedTest
    @DisplayName("A5: a chunk size that is not only hexadecimal digits, or too large")
    @ValueSource(
            strings = {
                "0x5",
                "+5",
                "-5",
                "5_0",
                " 5",
                "5 ",
                "\t5",
                "5\t",
                "",
                "5g",
                "g",
                "5.",
                "5,5",
                "5 5",
                "5\u00a0",
                "8000000000000000",
                "ffffffffffffffff",
                "10000000000000000",
                "00000000000000005",
                "99999999999999999999",
                "\0",
                "5 ;a",
                "'5'",
                "\u00b2"
            })
    void malformedChunkSizeIsRefused(String size) {
        // The detail shows that the size itself was refused: an overflowed one would be taken for the last chunk, and
        // fail later.
        assertThat(refused(400, size + "\r\nhello\r\n0\r\n\r\n").detail())
                .contains("chunk's size")
                .doesNotContain("the CR of");
        refused(400, "1\r\nx\r\n" + size + "\r\nhello\r\n0\r\n\r\n");
    }

    @Test
    @DisplayName("A5: junk around the last chunk's size")
    void malformedLastChunkIsRefused() {
        refused(400, "0x\n\r\n");
        refused(400, "5g\nhello\r\n0\r\n\r\n");
        refused(400, "0x\r\n\r\n");
        refused(400, "0 \r\n\r\n");
        refused(400, "\r\n\r\n");
    }

    @Test
    void largestSizeIsTakenAndItsDataAwaited() throws HttpError {
        StringBuilder data = new StringBuilder();
        ChunkedDecoder decoder = new ChunkedDecoder(LIMITS, 0);
        drain(decoder, bytes("7fffffffffffffff\r\nabc"), data);
        assertThat(data).hasToString("abc");
        assertThat(decoder.ended()).isFalse();
    }

    @ParameterizedTest
    @DisplayName("A6: chunk extensions with bare LF, bare CR, a CRLF in quotes, controls")
    @ValueSource(
            strings = {";a\n", ";a\rb", ";a=\"\r\n\"", ";\u0000", ";a\u007f", ";a\u000b", ";\n", ";a=\"x\ry\"", ";\r\r"
            })
    void malformedExtensionIsRefused(String extension) {
        refused(400, "5" + extension + "\r\nhello\r\n0\r\n\r\n");
    }

    @Test
    @DisplayName("A6: all extensions of a body together are limited")
    void extensionsBeyondTheirLimitAreRefused() throws HttpError {
        String fits = ";" + "e".repeat(ChunkedDecoder.MAX_EXTENSION_BYTES);
        assertThat(accepted("1" + fits + "\r\nx\r\n0\r\n\r\n")).isEqualTo("x");
        refused(400, "1" + fits + "e\r\nx\r\n0\r\n\r\n");
        refused(400, ("1;" + "e".repeat(1024) + "\r\nx\r\n").repeat(17));
    }

    @ParameterizedTest
    @DisplayName("A7: data not followed by exactly CRLF, lines not ended by it")
    @ValueSource(
            strings = {
                "5\r\nhelloX\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello\rX0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhello\r\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\rXhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\n\r\n",
                "5\r\nhello\r\n0\r\n\n",
                "5\r\nhello\r\n0\r\n\rX",
                "5\r\nhello!!\r\n0\r\n\r\n",
                "5\r\r\nhello\r\n0\r\n\r\n",
                "\r\n5\r\nhello\r\n0\r\n\r\n"
            })
    void lineEndOtherThanCrLfIsRefused(String body) {
        refused(400, body);
    }

    @ParameterizedTest
    @CsvSource({
        "0, ''",
        "5, hello",
        "00005, hello",
        "0000000000000005, hello",
        "a, helloworld",
        "A, helloworld",
        "5;a, hello",
        "5;a=b;c=\"d;e\", hello",
        "5;, hello"
    })
    void wellFormedChunksAreTheirData(String size, String data) throws HttpError {
        String chunk = data.isEmpty() ? "" : size + "\r\n" + data + "\r\n";
        assertThat(accepted(chunk + "0\r\n\r\n")).isEqualTo(data);
        assertThat(accepted(chunk + chunk + "000;x\r\n\r\n")).isEqualTo(data + data);
    }

    @Test
    void dataMayHoldAnyBytes() throws HttpError {
        assertThat(accepted("b\r\n0\r\n\r\n\0\u00ff\rGE\n\r\n0\r\n\r\n")).isEqualTo("0\r\n\r\n\0\u00ff\rGE\n");
    }

    @Test
    @DisplayName("A13: trailers are checked as fields")
    void malformedTrailerIsRefused() {
        refused(400, "0\r\nX : y\r\n\r\n");
        refused(400, "0\r\nno colon\r\n\r\n");
        refused(400, "0\r\n: y\r\n\r\n");
        refused(400, "0\r\nX: a\r\n b\r\n\r\n");
        refused(400, "0\r\nX: a\0\r\n\r\n");
        refused(400, "0\r\nX: a\n\r\n");
        refused(400, "0\r\n X: a\r\n\r\n");
    }

    @Test
    @DisplayName("A13: framing, routing and handoff fields in a trailer change nothing")
    void trailersAreNeverMerged() throws HttpError {
        String request = Deliveries.post("Transfer-Encoding: chunked\r\nTrailer: X-Socket-Handoff\r\n");
        RequestHead head = Deliveries.accepted(request);
        String trailers =
                "Content-Length: 7\r\nHost: evil\r\nTransfer-Encoding: gzip\r\nX-Socket-Handoff: /run/x\r\nX-Handoff-Data: {}\r\n";
        assertThat(accepted("5\r\nhello\r\n0\r\n" + trailers + "\r\n")).isEqualTo("hello");
        assertThat(head.headers().contains("X-Socket-Handoff")).isFalse();
        assertThat(head.host()).isEqualTo("h");
    }

    @Test
    @DisplayName("A13: trailers count towards the head's limits")
    void trailersBeyondTheHeadsLimitsAreRefused() throws HttpError {
        HeadLimits few = new HeadLimits(100, 20, 3, 30, 0);
        assertThat(byteByByte(new ChunkedDecoder(few, 2), "0\r\nA: b\r\n\r\n")).isEmpty();
        assertThat(refused(431, "0\r\nA: b\r\nC: d\r\n\r\n", few, 2).detail()).contains("LimitRequestFields 3");
        assertThat(refused(431, "0\r\nA: " + "b".repeat(18) + "\r\n\r\n", few, 0)
                        .detail())
                .contains("LimitRequestFieldSize 20");
        assertThat(refused(431, "0\r\nA: 3456789012345678\r\nB: 3456789012345678\r\n\r\n", few, 0)
                        .detail())
                .contains("30 in all");
    }
}
