package dev.usher.daemon.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.daemon.backend.ChatMessage;
import dev.usher.daemon.backend.HandoffData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application may send beside a client, and what it may not. */
class HandoffJsonTest {
    private static HandoffData read(String json) throws BadHandoffData {
        return HandoffJson.read(json.getBytes(UTF_8)).data();
    }

    @Test
    void theSeedsDataAreRead() throws Exception {
        HandoffData data = read("{\"user_id\":7,\"prompt\":\"Hi\",\"model\":\"gpt-4o\",\"request_id\":\"req_65.1\"}");
        assertThat(data.userId()).isEqualTo("7");
        assertThat(data.prompt()).isEqualTo("Hi");
        assertThat(data.model()).isEqualTo("gpt-4o");
        assertThat(data.requestId()).isEqualTo("req_65.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "\0\0\0", "{}", "\0{}\0\0", " {} \n", "[]", "\ufeff{}"})
    void noDataAreAnEmptyObject(String data) throws Exception {
        assertThat(read(data).promptOrLastMessage()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "-1.5", "\"ada\"", "true", "12345678901234567890123"})
    void aUserIsAnyScalar(String value) throws Exception {
        assertThat(read("{\"user_id\":" + value + "}").userId()).isEqualTo(value.replace("\"", ""));
    }

    @Test
    void nullIsTheSameAsAbsent() throws Exception {
        HandoffData data = read("{\"user_id\":null,\"prompt\":null,\"messages\":null,\"response_headers\":null}");
        assertThat(data.prompt()).isNull();
        assertThat(data.messages()).isEmpty();
    }

    @Test
    void unknownFieldsStayInTheRawDocument() throws Exception {
        String json = "{\"my\":{\"own\":[1,{\"deep\":true}]},\"prompt\":\"x\"}";
        assertThat(UTF_8.decode(read("\0" + json + "\0").raw()).toString()).isEqualTo(json);
        assertThat(read(json).raw().isReadOnly()).isTrue();
    }

    @Test
    void messagesAreRead() throws Exception {
        HandoffData data = read("{\"messages\":[{\"role\":\"system\",\"content\":\"be kind\"},{\"content\":[{\"type\":"
                + "\"text\"}],\"role\":\"user\"},{\"role\":\"user\",\"content\":\"last\",\"name\":\"n\"}]}");
        assertThat(data.messages())
                .containsExactly(
                        new ChatMessage("system", "be kind"),
                        new ChatMessage("user", null),
                        new ChatMessage("user", "last"));
        assertThat(data.promptOrLastMessage()).isEqualTo("last");
    }

    @Test
    void phpsEmptyArrayStandsForAnEmptyObject() throws Exception {
        assertThat(read("{\"response_headers\":[],\"attachments\":[]}").messages())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"messages\":[1]}",
                "{\"messages\":[{}]}",
                "{\"messages\":[{\"role\":1}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":7}]}",
                "{\"messages\":{}}"
            })
    void messagesOfAnotherShapeAreRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(BadHandoffData.class).hasMessageContaining("messages");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"attachments\":[1]}",
                "{\"attachments\":\"x\"}",
                "{\"stream_mode\":\"values\"}",
                "{\"stream_mode\":[1]}",
                "{\"images\":[\"x\"]}",
                "{\"image_paths\":[{}]}",
                "{\"max_tokens\":1.5}",
                "{\"timestamp\":\"now\"}",
                "{\"system\":{}}",
                "{\"request_id\":[]}",
                "{\"backend\":true}"
            })
    void eachKnownFieldIsHeldToItsType(String json) {
        String field = json.substring(2, json.indexOf('"', 2));
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(BadHandoffData.class)
                .hasMessageContaining("The field " + field + " ");
    }

    @Test
    void aKnownFieldTwiceIsRefused() {
        assertThatThrownBy(() -> read("{\"prompt\":\"a\",\"prompt\":\"b\"}")).hasMessageContaining("appears twice");
    }

    @Test
    void errorsNeverQuoteTheData() {
        assertThatThrownBy(() -> read("{\"prompt\":\"top secret\",oops}"))
                .isInstanceOf(BadHandoffData.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("oops")
                .hasMessageContaining("byte 2");
    }

    @Test
    void aNulWithinIsRefused() {
        assertThatThrownBy(() -> read("{\0}")).hasMessageContaining("NUL");
    }

    @Test
    void whatPhpWritesAtItsDeepestIsRead() throws Exception {
        String json = "{\"x\":" + "[".repeat(512) + "]".repeat(512) + ",\"prompt\":\"deep\"}";
        assertThat(read(json).prompt()).isEqualTo("deep");
    }

    @Test
    void depthIsLimitedAndTheLimitNamed() {
        assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"))
                .isInstanceOf(BadHandoffData.class)
                .hasMessageContaining("nested deeper than 1000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_025, 100_000, 900_000})
    void unknownFieldsOfAnyLengthAreKept(int length) throws Exception {
        assertThat(read("{\"" + "n".repeat(length) + "\":1,\"prompt\":\"p\"}").prompt())
                .isEqualTo("p");
        assertThat(read("{\"n\":1" + "0".repeat(length) + ",\"prompt\":\"p\"}").prompt())
                .isEqualTo("p");
        assertThat(read("{\"n\":[0." + "1".repeat(length) + "e-7],\"prompt\":\"p\"}")
                        .prompt())
                .isEqualTo("p");
    }

    @Test
    void aSyntaxErrorNamesItsPlace() {
        assertThatThrownBy(() -> read("\0{\n \"a\": oops}")).hasMessageContaining("line 2, byte 11 ");
        assertThatThrownBy(() -> read("{\"a\":1,}")).hasMessageMatching(".*line 1, byte [89] .*");
        assertThatThrownBy(() -> read("{\"a\":\n[1,"))
                .hasMessageMatching(".*(early, after 9 bytes|line 2, byte [45] ).*");
        assertThatThrownBy(() -> read("{\"a\":\"x"))
                .hasMessageMatching(".*(early, after 7 bytes|line 1, byte [78] ).*");
    }

    @Test
    void aRequestIdIsFitForALog() throws Exception {
        assertThat(read("{\"request_id\":\"a b\\nc\\u001bé\"}").requestId()).isEqualTo("a_b_c__");
        assertThat(read("{\"request_id\":\"" + "x".repeat(500) + "\"}").requestId())
                .hasSize(128);
        assertThat(read("{\"request_id\":17}").requestId()).isEqualTo("17");
        assertThat(read("{\"request_id\":\"\"}").requestId()).isNull();
    }

    @Test
    void promptsStayOutOfStrings() throws Exception {
        assertThat(read("{\"prompt\":\"secret\",\"messages\":[{\"role\":\"user\",\"content\":\"secret\"}]}")
                        .toString())
                .doesNotContain("secret");
    }
}
