package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Departure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.upstream.UpstreamFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chat completions: what is asked, and what of the answer reaches the client. */
class OpenAiBackendTest {
    private static final String ASK = "{\"prompt\":\"Hi\"}";

    private final ModelTable table = new ModelTable();
    private final ScriptedUpstream upstream = table.upstream;
    private final HeardTokens heard = table.heard;

    @AfterEach
    void close() {
        table.close();
    }

    private Upstream open(String json) {
        return table.open(table.openAi(), json);
    }

    private static String chunk(String content) {
        return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":" + content
                + "},\"finish_reason\":null}]}";
    }

    private static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    private void expectBody(String data, String body) throws Exception {
        table.on(() -> {
            open(data);
            assertThat(upstream.body()).isEqualTo(body);
        });
    }

    private void expectRefused(String data, String named) throws Exception {
        table.on(() -> {
            open(data);
            assertThat(upstream.requests).isEmpty();
            assertThat(heard.failure.status()).isEqualTo(400);
            assertThat(heard.failure.message()).contains(named);
        });
    }

    @Test
    void aPromptBecomesAMessageOfTheUser() throws Exception {
        expectBody(
                ASK,
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}");
    }

    @Test
    void whatTheSystemSaysComesFirst() throws Exception {
        expectBody(
                "{\"system\":\"Be\\nbrief\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"prompt\":\"unused\"}",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"system\",\"content\":\"Be\\nbrief\"},"
                        + "{\"role\":\"user\",\"content\":\"x\"}],\"stream\":true}");
    }

    @Test
    void messagesArePassedOnByteForByte() throws Exception {
        String message =
                "{ \"role\":\"user\", \"name\" : \"A\",\"content\":[{\"type\":\"text\",\"text\":\"\\u00e9東\\\"\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\"}}] }";
        expectBody(
                " { \"messages\" : [ " + message + " , {\"role\":\"assistant\",\"content\":null} ] } ",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[" + message
                        + ",{\"role\":\"assistant\",\"content\":null}],\"stream\":true}");
    }

    @Test
    void modelMaxTokensTemperatureAndUnknownFieldsArePassedOnAsTheyAre() throws Exception {
        expectBody(
                "{\"model\":\"m\\u0031\",\"top_p\":0.100000000000000000001,\"prompt\":\"Hi\",\"max_tokens\":7,"
                        + "\"temperature\":1e-1,\"stop\":[\"a\", \"b\"],\"x\\u0079\":{\"deep\":[null,true]},\"seed\":-3}",
                "{\"model\":\"m\\u0031\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":7,"
                        + "\"temperature\":1e-1,\"top_p\":0.100000000000000000001,\"stop\":[\"a\", \"b\"],"
                        + "\"x\\u0079\":{\"deep\":[null,true]},\"seed\":-3,\"stream\":true}");
    }

    @Test
    void fieldsThatAreUshersOwnStayHere() throws Exception {
        expectBody(
                "{\"prompt\":\"Hi\",\"user_id\":7,\"request_id\":\"q\",\"timestamp\":1,\"backend\":\"openai\","
                        + "\"test_pattern\":\"short\",\"thread_id\":\"t\",\"assistant_id\":\"a\",\"stream_mode\":[],"
                        + "\"langgraph_input\":{},\"profile\":\"p\",\"langgraph_url\":\"u\",\"langgraph_api_key\":\"k\","
                        + "\"lg\":\"l\",\"backend_url\":\"b\",\"response_headers\":{},\"attachments\":{},"
                        + "\"attachment_types\":{},\"images\":[],\"image_paths\":[],\"image_path\":\"\","
                        + "\"image_base64\":null,\"image_mime_type\":\"y\"}",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":false", "\"Stream\":false", "\"\\u0073tream\":0", "\"n\":5", "\"N\":2"})
    void howTheAnswerComesIsNotTheApplicationsToSay(String field) throws Exception {
        expectBody(
                "{\"prompt\":\"Hi\"," + field + "}",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"messages\":[]}", "{\"prompt\":\"\"}", "{\"system\":\"x\",\"prompt\":null}"})
    void whoAsksNothingIsTold(String data) throws Exception {
        expectRefused(data, "prompt");
    }

    @Test
    void theKeyTheRequestsIdAndThePatternAreHeaders() throws Exception {
        table.on(() -> {
            table.openAi().open(new SeatRequest("r1", ModelTable.data(ASK, "unicode,cut:3"), table.loop), heard);
            assertThat(upstream.requests.getLast().path()).isEqualTo("/chat/completions");
            assertThat(upstream.header("Authorization")).isEqualTo("Bearer " + ModelTable.KEY);
            assertThat(upstream.header("X-Request-Id")).isEqualTo("r1");
            assertThat(upstream.header("X-Test-Pattern")).isEqualTo("unicode,cut:3");
        });
    }

    @Test
    void aPatternThatWouldBreakAHeaderIsRefused() throws Exception {
        table.on(() -> {
            table.openAi().open(new SeatRequest("r1", ModelTable.data(ASK, "a\r\nX: y"), table.loop), heard);
            assertThat(heard.failure.message()).contains("test_pattern");
            assertThat(upstream.requests).isEmpty();
        });
    }

    @Test
    void withoutAKeyNoneIsSent() throws Exception {
        table.on(() -> {
            OpenAiSettings keyless = new OpenAiSettings(ModelTable.BASE, () -> "", "m");
            table.open(new OpenAiBackend(keyless, upstream, null), ASK);
            assertThat(upstream.header("Authorization")).isNull();
        });
    }

    @Test
    void contentsAreTokensAndTheRestIsSignsOfLife() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok()
                    .says(": comment\n\n")
                    .event("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}")
                    .event(chunk("\"Hel\""))
                    .event(chunk("null"))
                    .event(
                            "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"x\"}}]}}]}")
                    .event("{\"choices\":[],\"usage\":{\"total_tokens\":7}}")
                    .event(
                            "{\"choices\":[{\"logprobs\":{\"content\":[{\"token\":\"no\"}]},\"delta\":{\"content\":\"lo\"}}],"
                                    + "\"content\":\"no\",\"error\":null}")
                    .event(finish("stop"))
                    .event("[DONE]");
            assertThat(heard.tokens).containsExactly("Hel", "lo");
            assertThat(heard.signsOfLife).isEqualTo(6);
            assertThat(heard.finish).isEqualTo(Finish.STOP);
            upstream.says("junk behind the end").ends();
            assertThat(heard.ends).isEqualTo(1);
            assertThat(upstream.cancelled).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\ud83c\\udfad|🎭",
                "\\ud83ca|\uFFFDa",
                "\\udfad|\uFFFD",
                "\\ud83c\\ud83c\\udfad|\uFFFD🎭",
                "x\\ud83c|x\uFFFD",
                "a\\\\b\\/c\\t\\u0041|a\\b/c\tA",
                "é東🎭|é東🎭",
                "a\\u0000b|a\u0000b"
            })
    void escapesArePairsOrReplacements(String inJson, String text) throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().event(chunk("\"" + inJson + "\""));
            assertThat(heard.tokens).containsExactly(text);
        });
    }

    @Test
    void oneByteAtATimeIsTheSame() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok();
            byte[] all = ("data: " + chunk("\"é東🎭\"") + "\r\n\r\ndata: " + finish("length")
                            + "\r\n\r\ndata: [DONE]\r\n\r\n")
                    .getBytes(UTF_8);
            for (byte b : all) {
                upstream.says(new byte[] {b});
            }
            assertThat(heard.tokens).containsExactly("é東🎭");
            assertThat(heard.finish).isEqualTo(Finish.LENGTH);
        });
    }

    @Test
    void bytesThatAreNoTextBecomeReplacements() throws Exception {
        table.on(() -> {
            open(ASK);
            byte[] event = ("data: " + chunk("\"a?b\"") + "\n\n").getBytes(UTF_8);
            for (int i = 0; i < event.length; i++) {
                event[i] = event[i] == '?' ? (byte) 0xFF : event[i];
            }
            upstream.ok().says(event);
            assertThat(heard.tokens).containsExactly("a\uFFFDb");
        });
    }

    @Test
    void aChunkOfMebibytesIsOneToken() throws Exception {
        table.on(() -> {
            open(ASK);
            String large = "é".repeat(1_000_000);
            upstream.ok().event(chunk("\"" + large + "\"")).event(chunk("\"b\""));
            assertThat(heard.tokens).containsExactly(large, "b");
        });
    }

    @Test
    void aCleanEndBehindAFinishReasonIsAnEnd() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().event(chunk("\"a\"")).event(finish("content_filter")).ends();
            assertThat(heard.finish).isEqualTo(Finish.OTHER);
        });
    }

    @Test
    void aCleanEndWithoutOneIsACut() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().event(chunk("\"a\"")).ends();
            assertThat(heard.finish).isNull();
            assertThat(heard.failure.code()).isEqualTo("upstream_cut");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"choices\":", "nonsense", "{}{}", "[1]", "7", "{\"choices\":[{]}", "{\"a\":1} x", "[DONE] "})
    void garbageIsAFailure(String data) throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().event(chunk("\"a\"")).event(data).event(chunk("\"b\""));
            assertThat(heard.tokens).containsExactly("a");
            assertThat(heard.failure.code()).isEqualTo("upstream_error");
            assertThat(upstream.cancelled).isTrue();
        });
    }

    @Test
    void theParserRecoversFromAnotherStreamsGarbage() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().event("{\"choices\":[{\"delta\":{\"content\":\"x");
        });
        try (ModelTable unused = new ModelTable()) {
            assertThat(unused.heard.ends).isZero();
        }
        table.on(() -> {
            upstream.cancelled = false;
            open(ASK);
            upstream.ok().event(chunk("\"fine\""));
            assertThat(heard.tokens).containsExactly("fine");
        });
    }

    @Test
    void anErrorInMidStreamIsAFailureInOurOwnWords() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok()
                    .event(chunk("\"a\""))
                    .event("{\"error\":{\"message\":\"boom secret\",\"type\":\"server_error\"}}");
            assertThat(heard.failure.status()).isEqualTo(502);
            assertThat(heard.failure.message()).doesNotContain("boom");
            assertThat(upstream.cancelled).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({"400,502", "401,502", "403,502", "404,502", "422,502", "500,502", "502,502", "204,502", "302,502"})
    void aStatusOtherThan200IsARefusal(int status, int answer) throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.head(status, "application/json")
                    .says("{\"error\":{\"message\":\"no\"}}")
                    .ends();
            assertThat(heard.failure.status()).isEqualTo(answer);
            assertThat(heard.ends).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @CsvSource({"429,503", "503,503", "529,503", "504,504"})
    void whoIsBusyOrSilentSaysSo(int status, int answer) throws Exception {
        aStatusOtherThan200IsARefusal(status, answer);
    }

    @Test
    void anErrorBodyThatNeverEndsIsReadToItsLimitOnly() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.head(500, "text/plain").says("x".repeat(4095));
            assertThat(heard.failure).isNull();
            upstream.says("xx");
            assertThat(heard.failure.status()).isEqualTo(502);
            assertThat(upstream.cancelled).isTrue();
        });
    }

    @Test
    void aDocumentInPlaceOfAStreamIsRefused() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.head(200, "application/json").says("{\"choices\":[]}").ends();
            assertThat(heard.failure.message()).isEqualTo("The upstream's answer cannot be understood.");
        });
    }

    @ParameterizedTest
    @EnumSource
    void noFailureOfTheTransportTellsTheClientWhere(UpstreamFailure.Kind kind) throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.fails(kind);
            assertThat(heard.failure.message()).doesNotContain("10.0.0.7");
            assertThat(heard.failure.status()).isBetween(502, 504);
        });
    }

    @Test
    void aPausedStreamLeavesTheRestUnreadUntilItGoesOn() throws Exception {
        table.on(() -> {
            Upstream stream = open(ASK);
            heard.pausing = stream;
            upstream.ok().says("data: " + chunk("\"a\"") + "\n\ndata: " + chunk("\"b\"") + "\n\ndata: [DONE]\n\n");
            assertThat(heard.tokens).containsExactly("a");
            assertThat(upstream.paused).isTrue();
            assertThat(upstream.unread()).isPositive();
            stream.resume();
            assertThat(heard.tokens).containsExactly("a", "b");
            assertThat(heard.finish).isNull();
            stream.resume();
            assertThat(heard.finish).isEqualTo(Finish.STOP);
        });
    }

    @Test
    void aClientThatLeavesEndsTheRequestAndNothingIsHeardAfterwards() throws Exception {
        table.on(() -> {
            Upstream stream = open(ASK);
            upstream.ok().event(chunk("\"a\""));
            stream.cancel(Departure.CLIENT_LEFT);
            assertThat(upstream.cancelled).isTrue();
            assertThat(heard.ends).isZero();
        });
    }

    @Test
    void aLineThatIsTooLongIsAFailure() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().says("data: " + "x".repeat(EventStreamParser.EVENT_BYTES_MAX + 100));
            assertThat(heard.failure.status()).isEqualTo(502);
            assertThat(upstream.cancelled).isTrue();
        });
    }
}
