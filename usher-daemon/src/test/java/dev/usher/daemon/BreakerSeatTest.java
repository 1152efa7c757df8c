package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that fails is left alone, and the others go on, from the client's end to the mock LLM server's. */
class BreakerSeatTest {
    private static final String DONE = "event: done\ndata: [DONE]\n\n";

    @TempDir
    Path directory;

    private static MockLlm llm() throws Exception {
        return MockLlm.start(LlmSettings.defaults().withDelayMillis(1).withLoops(1));
    }

    private House seat(MockLlm llm, String... more) throws Exception {
        List<String> flags = new ArrayList<>(List.of(
                "backend=openai",
                "backends=anthropic langgraph",
                "metrics-addr=127.0.0.1:0",
                "openai-base=" + llm.baseUrl() + "/v1",
                "anthropic-base=" + llm.baseUrl(),
                "langgraph-base=" + llm.baseUrl()));
        flags.addAll(List.of(more));
        return House.open(directory, flags.toArray(String[]::new));
    }

    private static String asks(String backend, String pattern) {
        return "{\"prompt\":\"a\",\"backend\":\"" + backend + "\",\"test_pattern\":\"" + pattern + "\"}";
    }

    private static void exchanges(House house, int times, String data, String answer) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(house.exchange(data)).startsWith("HTTP/1.1 " + answer + " ");
        }
    }

    private static List<String> metrics(House house) throws Exception {
        return Operator.get(house.seat, "/metrics").body().lines().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "langgraph"})
    void twentyFailuresLeaveTheUpstreamAloneAndTheOthersGoOn(String failing) throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            exchanges(house, 20, asks(failing, "status:500"), "502");
            long asked = llm.stats().requests();
            assertThat(house.exchange(asks(failing, "")))
                    .startsWith("HTTP/1.1 503 ")
                    .containsPattern("\r\nRetry-After: [1-5]\r\n")
                    .contains("\"code\":\"upstream_down\"");
            assertThat(llm.stats().requests()).isEqualTo(asked);
            assertThat(metrics(house))
                    .contains(
                            "daemon_upstream_breaker_state{upstream=\"" + failing + "\"} 2.0",
                            "daemon_upstream_refused_total{upstream=\"" + failing + "\"} 1.0");
            for (String other : List.of("openai", "anthropic", "langgraph")) {
                if (!other.equals(failing)) {
                    assertThat(house.exchange(asks(other, ""))).endsWith(DONE);
                    assertThat(metrics(house))
                            .contains("daemon_upstream_breaker_state{upstream=\"" + other + "\"} 0.0");
                }
            }
            assertThat(Operator.get(house.seat, "/status.json").body())
                    .contains("\"" + failing + "\":{\"breaker\":\"open\",\"refused\":1,\"open_calls\":0,");
        }
    }

    /** The seat's own clock: the pause of 5 s is waited for, by clients that try again as they are told to. */
    @Test
    void afterThePauseAProbeIsAnsweredAndAllAre() throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            exchanges(house, 20, asks("openai", "status:503"), "503");
            House.await(() -> {
                try {
                    return house.exchange(asks("openai", "")).endsWith(DONE);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(metrics(house)).contains("daemon_upstream_breaker_state{upstream=\"openai\"} 0.0");
            exchanges(house, 3, asks("openai", ""), "200");
        }
    }

    @ParameterizedTest
    @CsvSource({"status:400, 502", "status:401, 502", "status:404, 502", "status:429, 503", "cut:3, 200"})
    void whatTheUpstreamAnswersOtherwiseIsNoFailure(String pattern, String answer) throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            exchanges(house, 25, asks("openai", pattern), answer);
            assertThat(metrics(house)).contains("daemon_upstream_breaker_state{upstream=\"openai\"} 0.0");
            assertThat(house.exchange(asks("openai", ""))).endsWith(DONE);
        }
    }

    @Test
    void silenceIsAFailure() throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm, "first-byte-timeout=50ms", "heartbeat-interval=0s")) {
            exchanges(house, 20, asks("openai", "silent"), "504");
            exchanges(house, 1, asks("openai", ""), "503");
        }
    }

    @Test
    void clientsThatLeaveASilentUpstreamAreNoFailures() throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            for (int i = 0; i < 25; i++) {
                int asked = i + 1;
                Guest guest = house.guest(asks("openai", "silent"));
                House.await(() -> llm.stats().requests() == asked);
                guest.left().goes();
            }
            House.await(() -> house.seat.activeStreams() == 0);
            assertThat(house.exchange(asks("openai", ""))).endsWith(DONE);
        }
    }

    @Test
    void aConnectionThatIsRefusedIsAFailure() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (MockLlm llm = llm();
                House house = seat(llm, "openai-base=http://127.0.0.1:" + port)) {
            exchanges(house, 20, asks("openai", ""), "502");
            exchanges(house, 1, asks("openai", ""), "503");
            exchanges(house, 1, asks("anthropic", ""), "200");
        }
    }
}
