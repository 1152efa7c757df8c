package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.usher.bench.llm.LlmRequest;
import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's trace, from the handoff to what a model's API is asked (W3C Trace Context). */
class TraceSeatTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    @TempDir
    Path directory;

    private static MockLlm llm() throws Exception {
        return MockLlm.start(LlmSettings.defaults().withDelayMillis(0).withLoops(1));
    }

    private House seat(MockLlm llm, String... more) throws Exception {
        String[] flags = new String[more.length + 5];
        flags[0] = "backend=openai";
        flags[1] = "backends=anthropic langgraph";
        flags[2] = "openai-base=" + llm.baseUrl() + "/v1";
        flags[3] = "anthropic-base=" + llm.baseUrl();
        flags[4] = "langgraph-base=" + llm.baseUrl();
        System.arraycopy(more, 0, flags, 5, more.length);
        return House.open(directory, flags);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "langgraph"})
    void theModelIsAskedAsAStepOfTheTrace(String backend) throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            house.exchange(
                    "{\"prompt\":\"a\",\"backend\":\"" + backend + "\",\"request_id\":\"r-7\",\"traceparent\":\"00-"
                            + TRACE + "-" + PARENT + "-01\",\"tracestate\":\"rojo=1,congo=t61\"}");
            assertThat(llm.requests()).isNotEmpty();
            for (LlmRequest request : llm.requests()) {
                Map<String, String> headers = request.headers();
                assertThat(headers.get("traceparent"))
                        .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
                        .doesNotContain(PARENT);
                assertThat(headers).containsEntry("tracestate", "rojo=1,congo=t61");
                assertThat(headers).containsEntry("x-request-id", "r-7");
                assertThat(request.body()).doesNotContain("traceparent", "tracestate", TRACE);
            }
        }
    }

    @Test
    void withoutATraceNoneIsBegun() throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            house.exchange("{\"prompt\":\"a\",\"tracestate\":\"rojo=1\"}");
            assertThat(llm.requests()).hasSize(1);
            assertThat(llm.requests().getFirst().headers()).doesNotContainKeys("traceparent", "tracestate");
        }
    }

    @Test
    void oneThatIsNotValidIsLeftOutAndTheClientServed() throws Exception {
        ch.qos.logback.classic.Logger logger =
                (ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("dev.usher.daemon.receive");
        Level before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        try (Logged logged = new Logged();
                MockLlm llm = llm();
                House house = seat(llm)) {
            String heard = house.exchange("{\"prompt\":\"a\",\"request_id\":\"r-8\",\"traceparent\":\"00-" + TRACE
                    + "-0000000000000000-01\",\"tracestate\":\"rojo=1\"}");
            assertThat(heard).contains("[DONE]");
            assertThat(llm.requests().getFirst().headers()).doesNotContainKeys("traceparent", "tracestate");
            assertThat(logged.with("traceparent"))
                    .containsExactly("DEBUG request_id=r-8 its traceparent is not valid and left out");
        } finally {
            logger.setLevel(before);
        }
    }

    @Test
    void theLinesOfTheClientNameTheTraceBehindTheRequest() throws Exception {
        try (Logged logged = new Logged();
                MockLlm llm = llm();
                House house = seat(llm)) {
            house.exchange(
                    "{\"prompt\":\"a\",\"request_id\":\"r-9\",\"test_pattern\":\"status:500\",\"traceparent\":\"00-"
                            + TRACE + "-" + PARENT + "-00\"}");
            House.await(
                    () -> logged.with("request_id=r-9 trace_id=" + TRACE + " ").size() == 2);
            assertThat(logged.with("r-9 ")).hasSize(2).allMatch(line -> line.contains(" trace_id=" + TRACE));
        }
    }
}
