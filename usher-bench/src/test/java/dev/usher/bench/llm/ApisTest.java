package dev.usher.bench.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each API over each way to the server, as curl sees it. */
class ApisTest {
    static final String OPENAI = "/v1/chat/completions";
    static final String ANTHROPIC = "/v1/messages";
    static final String LANGGRAPH = "/threads/t-1/runs/stream";

    private static final LlmSettings QUICK = LlmSettings.defaults().withDelayMillis(1);

    @TempDir
    Path directory;

    static String chat(String prompt, String more) {
        return "{\"model\":\"m-1\",\"messages\":[{\"role\":\"user\",\"content\":\"first\"},{\"role\":\"assistant\","
                + "\"content\":\"no\"},{\"role\":\"user\",\"content\":" + Json.quoted(prompt) + "}]" + more + "}";
    }

    static String run(String prompt, String modes) {
        return "{\"assistant_id\":\"agent\",\"input\":{\"messages\":[{\"type\":\"human\",\"content\":"
                + Json.quoted(prompt) + "}]},\"stream_mode\":" + modes + "}";
    }

    private MockLlm start(Lane lane, LlmSettings settings) throws Exception {
        return MockLlm.start(lane.settings(settings, directory));
    }

    @ParameterizedTest
    @EnumSource
    void openAiStreamsChunksAndDone(Lane lane) throws Exception {
        try (MockLlm server = start(lane, QUICK)) {
            var got = lane.post(server, directory, OPENAI, chat("Grüße „x“", ",\"stream\":true"), "");
            assertThat(got.exit()).isZero();
            assertThat(got.status()).isEqualTo(200);
            List<Told> events = Told.of(got.body());
            assertThat(events.getLast()).isEqualTo(new Told("", "[DONE]"));
            assertThat(Told.openAiText(events)).isEqualTo(server.answerTo("Grüße „x“"));
            assertThat(events.getFirst().data()).contains("\"model\":\"m-1\"", "\"role\":\"assistant\"");
            assertThat(events.get(events.size() - 2).data()).contains("\"finish_reason\":\"stop\"");
            assertThat(events).hasSize(1 + 18 + 1 + 1);
            assertThat(server.stats().requestsHttp2()).isEqualTo(lane.isHttp2() ? 1 : 0);
            assertThat(server.stats().completed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void openAiAnswersInOneObjectWhereNoStreamIsWanted(Lane lane) throws Exception {
        try (MockLlm server = start(lane, QUICK)) {
            var got = lane.post(server, directory, OPENAI, chat("all at once", ""), "");
            assertThat(got.head()).containsIgnoringCase("content-type: application/json");
            assertThat(Told.at(got.body(), "choices", "0", "message", "content"))
                    .isEqualTo(server.answerTo("all at once"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anthropicNamesEachEvent(Lane lane) throws Exception {
        try (MockLlm server = start(lane, QUICK)) {
            var got = lane.post(server, directory, ANTHROPIC, chat("Claudia", ",\"stream\":true"), "");
            List<Told> events = Told.of(got.body());
            assertThat(events.stream().map(Told::name).distinct())
                    .containsExactly(
                            "message_start",
                            "content_block_start",
                            "ping",
                            "content_block_delta",
                            "content_block_stop",
                            "message_delta",
                            "message_stop");
            assertThat(Told.anthropicText(events)).isEqualTo(server.answerTo("Claudia"));
            assertThat(got.body()).contains("\"stop_reason\":\"end_turn\"", "\"model\":\"m-1\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void langGraphStreamsWhatItsModesAskFor(Lane lane) throws Exception {
        try (MockLlm server = start(lane, QUICK)) {
            String body = run("Lena", "[\"messages-tuple\",\"values\",\"updates\"]");
            var got = lane.post(server, directory, LANGGRAPH, body, "");
            List<Told> events = Told.of(got.body());
            assertThat(events.stream().map(Told::name).distinct())
                    .containsExactly("metadata", "values", "messages", "updates", "end");
            assertThat(Told.langGraphText(events)).isEqualTo(server.answerTo("Lena"));
            Told values = events.get(events.size() - 2);
            assertThat(Told.at(values.data(), "messages", "1", "content")).isEqualTo(server.answerTo("Lena"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void modelsThreadsHealthAndStatsAnswer(Lane lane) throws Exception {
        try (MockLlm server = start(lane, QUICK)) {
            assertThat(lane.curl(server, directory, "/v1/models").body()).contains("\"mock-llm\"");
            assertThat(lane.post(server, directory, "/threads", "{\"thread_id\":\"t-7\"}", "")
                            .body())
                    .contains("\"thread_id\":\"t-7\"");
            assertThat(lane.curl(server, directory, "/health").body()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(lane.curl(server, directory, "/stats").body()).contains("\"requests\":2,");
            assertThat(lane.curl(server, directory, "/stats/reset", "-X", "POST")
                            .status())
                    .isEqualTo(200);
            assertThat(server.stats().requests()).isZero();
            assertThat(lane.curl(server, directory, "/nowhere").status()).isEqualTo(404);
            assertThat(lane.curl(server, directory, OPENAI).status()).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestWithoutTheKeyIs401(Lane lane) throws Exception {
        try (MockLlm server = start(lane, QUICK.withKey("sesame"))) {
            assertThat(lane.curl(server, directory, "/v1/models").status()).isEqualTo(401);
            assertThat(lane.curl(server, directory, "/v1/models", "-H", "x-api-key: sesame")
                            .status())
                    .isEqualTo(200);
            assertThat(lane.curl(server, directory, "/v1/models", "-H", "Authorization: Bearer sesame")
                            .status())
                    .isEqualTo(200);
            assertThat(server.stats().rejected()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestThatIsNoJsonIs400(Lane lane) throws Exception {
        try (MockLlm server = start(lane, QUICK)) {
            assertThat(lane.post(server, directory, OPENAI, "{\"messages\":", "")
                            .status())
                    .isEqualTo(400);
            assertThat(lane.post(server, directory, OPENAI, "{}", "").body()).contains("messages must be a list");
            assertThat(lane.post(server, directory, OPENAI, chat("x", ""), "no-such")
                            .body())
                    .contains("no-such is none of");
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestOf4MiBArrivesWhole(Lane lane) throws Exception {
        Path body = directory.resolve("body");
        java.nio.file.Files.writeString(body, chat("x".repeat(4 << 20), ""));
        try (MockLlm server = start(lane, QUICK)) {
            assertThat(lane.post(server, directory, OPENAI, "@" + body, "").status())
                    .isEqualTo(200);
            assertThat(server.requests().getLast().body()).hasSameSizeAs(java.nio.file.Files.readString(body));
        }
    }

    @Test
    void langGraphWithoutThreadAndModeGivesValuesOnly() throws Exception {
        try (MockLlm server = start(Lane.HTTP_1_1, QUICK)) {
            var got = Lane.HTTP_1_1.post(server, directory, "/runs/stream", run("Max", "null"), "");
            assertThat(Told.of(got.body()).stream().map(Told::name))
                    .containsExactly("metadata", "values", "values", "end");
        }
    }

    @Test
    void requestsAreKeptAsTheyCame() throws Exception {
        try (MockLlm server = start(Lane.H2C, QUICK)) {
            Lane.H2C.curl(server, directory, OPENAI, "-d", chat("kept", ""), "-H", "traceparent: 00-ab-cd-01");
            LlmRequest kept = server.requests().getLast();
            assertThat(kept.protocol()).isEqualTo("HTTP/2");
            assertThat(kept.path()).isEqualTo(OPENAI);
            assertThat(kept.header("traceparent")).isEqualTo("00-ab-cd-01");
            assertThat(kept.body()).contains("kept");
        }
    }
}
