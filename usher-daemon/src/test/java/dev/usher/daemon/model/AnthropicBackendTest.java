package dev.usher.daemon.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Finish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Messages API: what is asked, and what of the answer reaches the client. */
class AnthropicBackendTest {
    private static final String ASK = "{\"prompt\":\"Hi\"}";
    private static final String TAIL = ",\"stream\":true}";

    private final ModelTable table = new ModelTable();
    private final ScriptedUpstream upstream = table.upstream;
    private final HeardTokens heard = table.heard;

    @AfterEach
    void close() {
        table.close();
    }

    private void open(String json) {
        table.open(table.anthropic(), json);
    }

    private void expectBody(String data, String body) throws Exception {
        table.on(() -> {
            open(data);
            assertThat(upstream.body()).isEqualTo(body);
        });
    }

    private ScriptedUpstream typed(String type, String more) {
        return upstream.event(type, "{\"type\":\"" + type + "\"" + more + "}");
    }

    private ScriptedUpstream delta(String text) {
        return typed(
                "content_block_delta", ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
    }

    @Test
    void thePathTheVersionAndTheKey() throws Exception {
        table.on(() -> {
            open(ASK);
            assertThat(upstream.requests.getLast().path()).isEqualTo("/v1/messages");
            assertThat(upstream.header("anthropic-version")).isEqualTo("2023-06-01");
            assertThat(upstream.header("x-api-key")).isEqualTo(ModelTable.KEY);
            assertThat(upstream.header("Authorization")).isNull();
        });
    }

    @Test
    void aPromptHasTheLengthThatTheApiWants() throws Exception {
        expectBody(
                ASK,
                "{\"model\":\"claude\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":4096"
                        + TAIL);
    }

    @Test
    void systemStandsAtTheTop() throws Exception {
        expectBody(
                "{\"system\":\"S\",\"prompt\":\"Hi\",\"max_tokens\":5,\"top_k\":3}",
                "{\"model\":\"claude\",\"system\":\"S\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                        + "\"max_tokens\":5,\"top_k\":3" + TAIL);
    }

    @Test
    void messagesOfTheSystemJoinIt() throws Exception {
        expectBody(
                "{\"system\":\"S\",\"messages\":[{\"role\":\"system\",\"content\":\"T\"},"
                        + "{\"role\":\"developer\",\"content\":[{\"type\":\"text\",\"text\":\"U\"}]},"
                        + "{\"role\":\"system\",\"content\":[]},{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":\"claude\",\"system\":[{\"type\":\"text\",\"text\":\"S\"},{\"type\":\"text\",\"text\":\"T\"},"
                        + "{\"type\":\"text\",\"text\":\"U\"}],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                        + "\"max_tokens\":4096" + TAIL);
    }

    @Test
    void onlyTheSystemIsNoQuestion() throws Exception {
        table.on(() -> {
            open("{\"messages\":[{\"role\":\"system\",\"content\":\"T\"}]}");
            assertThat(heard.failure.message()).contains("messages");
            assertThat(upstream.requests).isEmpty();
        });
    }

    @Test
    void textIsTokensAndTheRestSignsOfLife() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok();
            typed("message_start", ",\"message\":{\"content\":[],\"stop_reason\":null}");
            typed("content_block_start", ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
            typed("ping", "");
            delta("Hel");
            typed(
                    "content_block_delta",
                    ",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\",\"text\":\"no\"}");
            typed("content_block_delta", ",\"delta\":{\"text\":\"lo\",\"type\":\"text_delta\"}");
            upstream.event("tomorrow", "not JSON");
            typed("content_block_stop", ",\"index\":0");
            typed("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{}");
            assertThat(heard.ends).isZero();
            typed("message_stop", "");
            assertThat(heard.tokens).containsExactly("Hel", "lo");
            assertThat(heard.signsOfLife).isEqualTo(7);
            assertThat(heard.finish).isEqualTo(Finish.STOP);
            upstream.ends();
            assertThat(heard.ends).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @CsvSource({"end_turn,STOP", "stop_sequence,STOP", "max_tokens,LENGTH", "tool_use,OTHER", "refusal,OTHER"})
    void theReasonToStop(String reason, Finish finish) throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok();
            typed("message_delta", ",\"delta\":{\"stop_reason\":\"" + reason + "\"}");
            typed("message_stop", "");
            assertThat(heard.finish).isEqualTo(finish);
        });
    }

    @Test
    void anErrorIsAFailure() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok();
            typed("error", ",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
            assertThat(heard.failure.status()).isEqualTo(502);
            assertThat(heard.failure.message()).doesNotContain("verloaded");
        });
    }

    @Test
    void aCleanEndWithoutMessageStopIsACut() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok();
            delta("a");
            typed("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\"}");
            upstream.ends();
            assertThat(heard.failure.code()).isEqualTo("upstream_cut");
        });
    }

    @Test
    void aDeltaThatIsNoJsonIsAFailure() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().event("content_block_delta", "{\"type\":");
            assertThat(heard.failure.code()).isEqualTo("upstream_error");
        });
    }
}
