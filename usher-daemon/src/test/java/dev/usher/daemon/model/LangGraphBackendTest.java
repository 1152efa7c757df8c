package dev.usher.daemon.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Departure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.Upstream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of a graph: threads, profiles, stream modes. */
class LangGraphBackendTest {
    private static final String ASK = "{\"prompt\":\"Hi\"}";
    private static final String INPUT = "\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String TAIL =
            ",\"stream_subgraphs\":false,\"on_completion\":\"delete\",\"on_disconnect\":\"cancel\"}";

    private final ModelTable table = new ModelTable();
    private final ScriptedUpstream upstream = table.upstream;
    private final ScriptedUpstream other = new ScriptedUpstream();
    private final HeardTokens heard = table.heard;

    @AfterEach
    void close() {
        table.close();
    }

    private Map<String, LangGraphServer> profiles() {
        return Map.of(
                "prod",
                new LangGraphServer(
                        new LangGraphSettings(
                                ModelTable.BASE, () -> "prod-key", "prod-agent", List.of("values"), PartFormat.OPENAI),
                        other));
    }

    private Upstream open(String json) {
        return table.open(new LangGraphBackend(table.langGraph(), profiles(), null, null), json);
    }

    private Upstream openElsewhere(String json) {
        return table.open(
                new LangGraphBackend(
                        table.langGraph(), profiles(), at -> at.host().equals("evil") ? null : other, null),
                json);
    }

    private static String message(String type, String content) {
        return "[{\"content\":" + content + ",\"type\":\"" + type + "\",\"id\":\"run-1\"},{\"content\":\"no\"}]";
    }

    @Test
    void aRunWithoutAThread() throws Exception {
        table.on(() -> {
            open(ASK);
            assertThat(upstream.requests).hasSize(1);
            assertThat(upstream.requests.getLast().path()).isEqualTo("/runs/stream");
            assertThat(upstream.header("X-Api-Key")).isEqualTo(ModelTable.KEY);
            assertThat(upstream.body())
                    .isEqualTo("{\"assistant_id\":\"agent\"," + INPUT + ",\"stream_mode\":[\"messages-tuple\"]" + TAIL);
        });
    }

    @Test
    void whatTheHandoffSaysOfTheRun() throws Exception {
        table.on(() -> {
            open("{\"assistant_id\":\"b\",\"langgraph_input\":{\"q\": 1},\"stream_mode\":[\"values\",\"custom\"],"
                    + "\"config\":{\"tags\":[]},\"webhook\":\"http://evil/\"}");
            assertThat(upstream.body())
                    .isEqualTo("{\"assistant_id\":\"b\",\"input\":{\"q\": 1},\"stream_mode\":[\"values\",\"custom\"],"
                            + "\"config\":{\"tags\":[]}" + TAIL);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 409})
    void aThreadIsMadeFirst(int status) throws Exception {
        table.on(() -> {
            open("{\"prompt\":\"Hi\",\"thread_id\":\"a/../é b\"}");
            assertThat(upstream.requests.getLast().path()).isEqualTo("/threads");
            assertThat(upstream.body()).isEqualTo("{\"thread_id\":\"a/../é b\",\"if_exists\":\"do_nothing\"}");
            upstream.head(status, "application/json").says("{}").ends();
        });
        table.on(() -> {
            assertThat(upstream.requests.getLast().path()).isEqualTo("/threads/a%2F..%2F%C3%A9%20b/runs/stream");
            upstream.ok()
                    .event("metadata", "{}")
                    .event("messages", message("AIMessageChunk", "\"x\""))
                    .ends();
            assertThat(heard.tokens).containsExactly("x");
            assertThat(heard.finish).isEqualTo(Finish.STOP);
        });
    }

    @Test
    void aThreadThatIsRefusedEndsIt() throws Exception {
        table.on(() -> {
            open("{\"prompt\":\"Hi\",\"thread_id\":\"t\"}");
            upstream.head(422, "application/json")
                    .says("{\"detail\":\"no uuid\"}")
                    .ends();
            assertThat(heard.failure.status()).isEqualTo(502);
        });
        table.on(() -> assertThat(upstream.requests).hasSize(1));
    }

    @Test
    void whoLeavesWhileTheThreadIsMadeRunsNothing() throws Exception {
        table.on(() -> {
            Upstream stream = open("{\"prompt\":\"Hi\",\"thread_id\":\"t\"}");
            upstream.head(200, "application/json").ends();
            stream.cancel(Departure.CLIENT_LEFT);
        });
        table.on(() -> assertThat(upstream.requests).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void aThreadThatWouldBeAnotherPathIsRefused(String id) throws Exception {
        table.on(() -> {
            open("{\"prompt\":\"Hi\",\"thread_id\":\"" + id + "\"}");
            assertThat(heard.failure.message()).contains("thread_id");
            assertThat(upstream.requests).isEmpty();
        });
    }

    @Test
    void aProfileChoosesServerKeyAndAssistant() throws Exception {
        table.on(() -> {
            open("{\"prompt\":\"Hi\",\"profile\":\"prod\"}");
            assertThat(upstream.requests).isEmpty();
            assertThat(other.header("X-Api-Key")).isEqualTo("prod-key");
            assertThat(other.body()).contains("\"prod-agent\"", "[\"values\"]");
        });
    }

    @ParameterizedTest
    @CsvSource({"profile,dev", "langgraph_url,http://evil/", "langgraph_api_key,k", "lg,prod||", "lg,|http://evil|k"})
    void whatChoosesAHostOrAKeyIsRefused(String field, String value) throws Exception {
        table.on(() -> {
            open("{\"prompt\":\"Hi\",\"" + field + "\":\"" + value + "\"}");
            assertThat(heard.failure.status()).isEqualTo(400);
            assertThat(heard.failure.message()).contains("The field " + field + " ");
            assertThat(upstream.requests).isEmpty();
            assertThat(other.requests).isEmpty();
        });
    }

    @Test
    void whereAHostMayBeChosenOurKeyNeverGoesThere() throws Exception {
        table.on(() -> {
            openElsewhere("{\"prompt\":\"Hi\",\"langgraph_url\":\"http://10.0.0.1:8123\"}");
            assertThat(other.header("X-Api-Key")).isNull();
            openElsewhere("{\"prompt\":\"Hi\",\"lg\":\"prod|http://10.0.0.1:8123|mine\"}");
            assertThat(other.header("X-Api-Key")).isEqualTo("mine");
            openElsewhere("{\"prompt\":\"Hi\",\"langgraph_url\":\"http://evil/\"}");
            assertThat(heard.failure.message()).contains("langgraph_url");
            assertThat(other.requests).hasSize(2);
        });
    }

    @Test
    void whatAModelSaysIsTokens() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok()
                    .event("metadata", "{\"run_id\":\"1\"}")
                    .event("messages", message("AIMessageChunk", "\"Hel\""))
                    .event(
                            "messages|agent:7",
                            message(
                                    "AIMessageChunk",
                                    "[{\"type\":\"text\",\"text\":\"lo\"},"
                                            + "{\"text\":\"hm\",\"type\":\"reasoning\"}]"))
                    .event("messages", message("AIMessageChunk", "[]"))
                    .event("messages", message("tool", "\"no\""))
                    .event("messages", message("human", "\"no\""))
                    .event("end", "null");
            assertThat(heard.tokens).containsExactly("Hel", "lo");
            assertThat(heard.finish).isEqualTo(Finish.STOP);
        });
    }

    @Test
    void ofAllThatWasSaidSoFarTheNewIsTheToken() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok()
                    .event("metadata", "{}")
                    .event("messages/metadata", "{}")
                    .event("messages/partial", "[{\"type\":\"ai\",\"id\":\"1\",\"content\":\"é\"}]")
                    .event("messages/partial", "[{\"type\":\"ai\",\"id\":\"1\",\"content\":\"é東\"}]")
                    .event("messages/partial", "[{\"type\":\"ai\",\"id\":\"2\",\"content\":\"x\"}]")
                    .event("messages/complete", "[{\"type\":\"ai\",\"id\":\"2\",\"content\":\"x\"}]")
                    .ends();
            assertThat(heard.tokens).containsExactly("é", "東", "x");
            assertThat(heard.finish).isEqualTo(Finish.STOP);
        });
    }

    @Test
    void eventsOfOtherModesArePassedOnWhole() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok()
                    .event("values", "{\"a\":1}")
                    .event("custom", "any text")
                    .says("event: updates\ndata: {\ndata: }\n\n");
            assertThat(heard.events).containsExactly("values={\"a\":1}", "custom=any text", "updates={\n}");
            assertThat(heard.tokens).isEmpty();
        });
    }

    @Test
    void anErrorIsAFailure() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().event("metadata", "{}").event("error", "{\"error\":\"ValueError\",\"message\":\"boom\"}");
            assertThat(heard.failure.message()).doesNotContain("boom");
        });
    }

    @Test
    void aCleanEndBeforeTheRunBeganIsACut() throws Exception {
        table.on(() -> {
            open(ASK);
            upstream.ok().ends();
            assertThat(heard.failure.code()).isEqualTo("upstream_cut");
        });
    }

    @Test
    void anInputThatPhpWroteAsAnEmptyArrayIsAnEmptyObject() throws Exception {
        table.on(() -> {
            open("{\"langgraph_input\":[ ]}");
            assertThat(upstream.body()).contains("\"input\":{},");
        });
    }
}
