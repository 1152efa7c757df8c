package dev.usher.daemon.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application may add to the head of the answer, and what it may not. */
class ResponseHeadersTest {
    private static String lines(String object) throws BadHandoffData {
        byte[] data = ("{\"response_headers\":" + object + "}").getBytes(UTF_8);
        return new String(HandoffJson.read(data).headers().lines(), UTF_8);
    }

    private static void refused(String object, String why) {
        assertThatThrownBy(() -> lines(object))
                .isInstanceOf(BadHandoffData.class)
                .hasMessageContaining("response_headers")
                .hasMessageContaining(why);
    }

    private static void nameRefused(String nameInJson) {
        refused("{\"" + nameInJson + "\":\"v\"}", "has a name that is no header name");
    }

    private static void valueRefused(String valueInJson) {
        refused("{\"X-A\":\"" + valueInJson + "\"}", "response_headers.X-A of the handoff data has a control");
    }

    // What is taken.

    @Test
    void headersKeepTheirOrderAndTheirSpelling() throws Exception {
        assertThat(lines("{\"X-Zulu\":\"1\",\"x-alpha\":\"2\",\"X-Mike\":\"3\"}"))
                .isEqualTo("X-Zulu: 1\r\nx-alpha: 2\r\nX-Mike: 3\r\n");
    }

    @Test
    void twoCookiesOfAnArrayAreTwoLines() throws Exception {
        assertThat(lines("{\"Set-Cookie\":[\"a=1; Path=/\",\"b=2; HttpOnly\"]}"))
                .isEqualTo("Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2; HttpOnly\r\n");
    }

    @Test
    void theSameNameTwiceInTheObjectIsTwoLines() throws Exception {
        assertThat(lines("{\"Set-Cookie\":\"a=1\",\"set-cookie\":\"b=2\",\"Set-Cookie\":\"c=3\"}"))
                .isEqualTo("Set-Cookie: a=1\r\nset-cookie: b=2\r\nSet-Cookie: c=3\r\n");
    }

    @Test
    void anEmptyArrayIsNoLine() throws Exception {
        assertThat(lines("{\"X-A\":[],\"X-B\":null}")).isEmpty();
    }

    @Test
    void anEmptyValueIsALine() throws Exception {
        assertThat(lines("{\"X-A\":\"\"}")).isEqualTo("X-A: \r\n");
    }

    @Test
    void blanksAndTabsAroundAValueGoAndThoseWithinStay() throws Exception {
        assertThat(lines("{\"X-A\":\" \\t a \\t b \\t\"}")).isEqualTo("X-A: a \t b\r\n");
    }

    @Test
    void aValueBeyondAsciiIsUtf8() throws Exception {
        assertThat(lines("{\"X-A\":\"é\\u2003東\\u0085\"}")).isEqualTo("X-A: é\u2003東\u0085\r\n");
    }

    @Test
    void everySignOfATokenMayBeInAName() throws Exception {
        assertThat(lines("{\"!#$%&'*+-.^_`|~09azAZ\":\"1\"}")).isEqualTo("!#$%&'*+-.^_`|~09azAZ: 1\r\n");
    }

    // What is the daemon's own (REFERENCE A.3, and what RFC 9110 section 7.6.1 makes the connection's).

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type",
                "Cache-Control",
                "Connection",
                "X-Accel-Buffering",
                "Transfer-Encoding",
                "Content-Length",
                "Content-Encoding",
                "Trailer",
                "Upgrade",
                "Keep-Alive",
                "Proxy-Connection",
                "TE",
                "X-Socket-Handoff",
                "X-Handoff-Data",
                "Content-Range"
            })
    void aReservedNameIsRefusedByNameInAnySpelling(String name) {
        for (String spelt : List.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))) {
            for (String value : List.of("\"1\"", "[\"1\",\"2\"]", "[]", "null", "{\"a\":1}")) {
                refused(
                        "{\"X-A\":\"5\",\"" + spelt + "\":" + value + "}",
                        "response_headers." + spelt + " of the handoff data must be left out: ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type,the daemon sets it itself",
        "X-Accel-Buffering,the daemon sets it itself",
        "Transfer-Encoding,the daemon frames the answer",
        "content-range,the daemon frames the answer",
        "X-Handoff-Data,the door reads it"
    })
    void theRefusalOfAReservedNameSaysWhoseItIs(String name, String whose) {
        refused("{\"" + name + "\":\"1\"}", whose);
    }

    @Test
    void aTurkishIInAReservedNameIsNoHeaderName() {
        nameRefused("CONTENT-TYPE\\u0131");
        nameRefused("Transfer-Encod\\u0131ng");
    }

    @Test
    void aReservedNameWithABlankBehindItIsNoHeaderName() {
        nameRefused("Transfer-Encoding ");
    }

    @Test
    void aReservedNameWithATabBehindItIsNoHeaderName() {
        nameRefused("Content-Length\\t");
    }

    // What would break the head.

    @Test
    void aCarriageReturnAndALineFeedInAValueAreRefused() {
        valueRefused("1\\r\\nSet-Cookie: x=1");
    }

    @Test
    void aLoneCarriageReturnInAValueIsRefused() {
        valueRefused("1\\rX: 1");
    }

    @Test
    void aLoneLineFeedInAValueIsRefused() {
        valueRefused("1\\nX: 1");
    }

    @Test
    void aLineEndAtTheEndOfAValueIsRefused() {
        valueRefused("1\\r\\n");
    }

    @Test
    void aFoldedValueIsRefused() {
        valueRefused("1\\r\\n 2");
    }

    @Test
    void aNulInAValueIsRefused() {
        valueRefused("1\\u0000");
    }

    @Test
    void aDelInAValueIsRefused() {
        valueRefused("1\\u007f");
    }

    @Test
    void anEscapeInAValueIsRefused() {
        valueRefused("\\u001b[31m");
    }

    @Test
    void aControlCharacterInTheSecondValueOfAnArrayIsRefused() {
        refused("{\"X-A\":[\"1\",\"2\\n\"]}", "response_headers.X-A");
    }

    @Test
    void anEmptyNameIsRefused() {
        nameRefused("");
    }

    @Test
    void aColonInANameIsRefused() {
        nameRefused("X-A: 1\\u0020");
        nameRefused("X-A:");
        nameRefused(":status");
    }

    @Test
    void aBlankInANameIsRefused() {
        nameRefused("X A");
    }

    @Test
    void aLineEndInANameIsRefused() {
        nameRefused("X-A: 1\\r\\nX-B");
    }

    @Test
    void aNulInANameIsRefused() {
        nameRefused("X-A\\u0000");
    }

    @Test
    void aDelInANameIsRefused() {
        nameRefused("X-A\\u007f");
    }

    @Test
    void aNameBeyondAsciiIsRefused() {
        nameRefused("X-\\u00c4");
        nameRefused("\\uff38-A");
    }

    @Test
    void aBadNameIsRefusedAlsoWithoutAValue() {
        refused("{\"X A\":null}", "has a name");
        refused("{\"X A\":[]}", "has a name");
    }

    @Test
    void anObjectForAValueIsRefused() {
        refused("{\"X-A\":{\"b\":\"c\"}}", "response_headers.X-A of the handoff data must be a string");
    }

    @Test
    void anArrayWithinAnArrayIsRefused() {
        refused("{\"X-A\":[[\"b\"]]}", "response_headers.X-A of the handoff data must be a string");
    }

    // How much it may be.

    @Test
    void sixtyFourLinesAreTaken() throws Exception {
        assertThat(lines(many(64)).lines()).hasSize(64);
    }

    @Test
    void sixtyFiveLinesAreRefused() {
        refused(many(65), "at most 64 lines and 16384 bytes");
    }

    @Test
    void sixtyFiveValuesOfOneNameAreRefused() {
        refused("{\"X-A\":[" + "1,".repeat(64) + "1]}", "at most 64 lines and 16384 bytes");
    }

    @Test
    void sixteenKibibytesAreTaken() throws Exception {
        assertThat(lines("{\"X-A\":\"" + "v".repeat(16 * 1024 - 7) + "\"}")).hasSize(16 * 1024);
    }

    @Test
    void oneByteMoreThanSixteenKibibytesIsRefused() {
        refused("{\"X-A\":\"" + "v".repeat(16 * 1024 - 6) + "\"}", "at most 64 lines and 16384 bytes");
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"X-" + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
    }
}
