package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.LlmStats;
import dev.usher.bench.llm.MockLlm;
import dev.usher.daemon.stream.Count;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A seat that asks a model, from the client's end to the mock LLM server's, over each transport. */
@Tag("transport")
class ModelSeatTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DONE = "event: done\ndata: [DONE]\n\n";

    @TempDir
    Path directory;

    /** How the seat and the server speak. */
    enum Transport {
        HTTP_1,
        H2C,
        TLS_H2;

        LlmSettings llm(Path directory) {
            LlmSettings quick = LlmSettings.defaults().withDelayMillis(1).withLoops(1);
            return this == TLS_H2 ? quick.withTls().withCertificateFile(directory.resolve("ca.pem")) : quick;
        }

        List<String> flags(Path directory) {
            return switch (this) {
                case HTTP_1 -> List.of("upstream-http=1.1");
                case H2C -> List.of("upstream-http=2");
                case TLS_H2 -> List.of("upstream-ca=" + directory.resolve("ca.pem"));
            };
        }
    }

    private House seat(Transport transport, MockLlm llm, String... more) throws Exception {
        List<String> flags = new ArrayList<>(List.of(
                "backend=openai",
                "backends=anthropic langgraph mock",
                "openai-base=" + llm.baseUrl() + "/v1",
                "anthropic-base=" + llm.baseUrl(),
                "langgraph-base=" + llm.baseUrl()));
        flags.addAll(transport.flags(directory));
        flags.addAll(List.of(more));
        return House.open(directory, flags.toArray(String[]::new));
    }

    private static void seen(MockLlm llm, Predicate<LlmStats> holds) throws InterruptedException {
        assertThat(llm.await(holds, PATIENCE)).as(llm.stats().toString()).isTrue();
    }

    private static String textOf(String exchange) {
        int body = exchange.indexOf("\r\n\r\n") + 4;
        StringBuilder text = new StringBuilder();
        for (String event : exchange.substring(body).split("\n\n", -1)) {
            if (event.startsWith("data: ")) {
                text.append(event.substring(6).replace("\ndata: ", "\n"));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void aWholeAnswerIsTheModels(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm)) {
            for (String backend : List.of("openai", "anthropic", "langgraph")) {
                String heard =
                        house.exchange("{\"prompt\":\"who is " + backend + "\",\"backend\":\"" + backend + "\"}");
                assertThat(heard).startsWith("HTTP/1.1 200 OK\r\n").endsWith(DONE);
                assertThat(textOf(heard)).isEqualTo(llm.answerTo("who is " + backend));
            }
            seen(llm, stats -> stats.streamsOpen() == 0 && stats.completed() >= 3 && stats.cancelled() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachOfAHundredHearsItsOwn(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm)) {
            List<Guest> guests = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    guests.add(house.guest("{\"prompt\":\"guest number " + i + "\"}"));
                }
                for (int i = 0; i < 100; i++) {
                    String heard = guests.get(i).hears();
                    assertThat(heard).endsWith(DONE);
                    assertThat(textOf(heard)).isEqualTo(llm.answerTo("guest number " + i));
                }
            } finally {
                for (Guest guest : guests) {
                    guest.close();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesBeforeTheFirstTokenIsGivenUpUpstream(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm)) {
            Guest guest = house.guest("{\"prompt\":\"a\",\"test_pattern\":\"silent\"}");
            seen(llm, stats -> stats.streamsOpen() == 1);
            guest.left().goes();
            seen(llm, stats -> stats.cancelled() == 1);
            assertThat(house.exchange("{\"prompt\":\"b\"}")).endsWith(DONE);
            if (transport != Transport.HTTP_1) {
                // One for each of the two loops at most: the cancelled one's lives on.
                assertThat(llm.stats().connectionsTotal()).isLessThanOrEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesInTheMiddleIsGivenUpUpstream(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm)) {
            Guest guest = house.guest("{\"prompt\":\"a\",\"test_pattern\":\"stall:3\"}");
            guest.hearsUntil("data: ");
            guest.left().goes();
            seen(llm, stats -> stats.cancelled() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatDiesInTheMiddleIsAnErrorAndNoEnd(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm)) {
            for (String pattern : List.of("cut:3", "abort:3", "garbage:3", "error-mid:3")) {
                String heard = house.exchange("{\"prompt\":\"a\",\"test_pattern\":\"" + pattern + "\"}");
                assertThat(heard)
                        .as(pattern)
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .contains("event: error\ndata: {\"error\":{")
                        .doesNotContain("[DONE]");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatRefusesIs502AndItsWordsAreNotPassedOn(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm)) {
            for (String pattern : List.of("status:500", "status:401", "status:404")) {
                String heard = house.exchange("{\"prompt\":\"a\",\"test_pattern\":\"" + pattern + "\"}");
                assertThat(heard).as(pattern).startsWith("HTTP/1.1 502 ").doesNotContain("secret", "sk-");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSilentUpstreamIs504(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm, "first-byte-timeout=200ms", "heartbeat-interval=0s")) {
            assertThat(house.exchange("{\"prompt\":\"a\",\"test_pattern\":\"silent\"}"))
                    .startsWith("HTTP/1.1 504 ");
            seen(llm, stats -> stats.cancelled() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatFallsSilentEndsInAnError(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm, "idle-timeout=200ms")) {
            assertThat(house.exchange("{\"prompt\":\"a\",\"test_pattern\":\"stall:3\"}"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("event: error\n", "upstream_timeout")
                    .doesNotContain("[DONE]");
            seen(llm, stats -> stats.cancelled() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyShapeOfAnEventStreamIsRead(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm)) {
            for (String pattern : List.of(
                    "unicode",
                    "one-char",
                    "chunk4k",
                    "half-utf8",
                    "split",
                    "crlf",
                    "cr",
                    "comments",
                    "bom",
                    "big-line",
                    "usage",
                    "nulls",
                    "no-done",
                    "finish:length")) {
                String heard = house.exchange("{\"prompt\":\"shape\",\"test_pattern\":\"" + pattern + "\"}");
                assertThat(heard).as(pattern).startsWith("HTTP/1.1 200 OK\r\n").endsWith(DONE);
                assertThat(textOf(heard)).as(pattern).isEqualTo(llm.answerTo("shape", pattern));
            }
        }
    }

    @Test
    void anUpstreamThatIsNotThereIs502() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (House house = House.open(directory, "backend=openai", "openai-base=http://127.0.0.1:" + port)) {
            assertThat(house.exchange("{\"prompt\":\"a\"}"))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("upstream_unreachable")
                    .doesNotContain("127.0.0.1");
            house.awaitCount(Count.BACKEND_ERRORS, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "exec", "typing"})
    void aBackendThatIsNotConfiguredIs400AndNamed(String name) throws Exception {
        try (MockLlm llm = MockLlm.start(Transport.HTTP_1.llm(directory));
                House house = seat(Transport.HTTP_1, llm)) {
            assertThat(house.exchange("{\"prompt\":\"a\",\"backend\":\"" + name + "\"}"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains(name);
            assertThat(llm.stats().requests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"langgraph_url", "langgraph_api_key", "lg"})
    void aHandoffChoosesNoHostAndNoKey(String field) throws Exception {
        try (MockLlm llm = MockLlm.start(Transport.HTTP_1.llm(directory));
                House house = seat(Transport.HTTP_1, llm)) {
            assertThat(house.exchange("{\"prompt\":\"a\",\"backend\":\"langgraph\",\"" + field + "\":\"http://x\"}"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains(field);
            assertThat(llm.stats().requests()).isZero();
        }
    }

    @Test
    void withoutAPromptNobodyIsAsked() throws Exception {
        try (MockLlm llm = MockLlm.start(Transport.HTTP_1.llm(directory));
                House house = seat(Transport.HTTP_1, llm)) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 400 ").contains("prompt");
            assertThat(llm.stats().requests()).isZero();
        }
    }

    @Test
    void aKeyIsReadFromItsFile() throws Exception {
        Path file = java.nio.file.Files.writeString(directory.resolve("key"), "sk-test\n");
        try (MockLlm llm = MockLlm.start(Transport.HTTP_1.llm(directory).withKey("sk-test"))) {
            try (House house = seat(Transport.HTTP_1, llm)) {
                assertThat(house.exchange("{\"prompt\":\"a\"}")).startsWith("HTTP/1.1 502 ");
            }
            try (House house = seat(Transport.HTTP_1, llm, "openai-key-file=" + file)) {
                assertThat(house.exchange("{\"prompt\":\"a\"}")).endsWith(DONE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsThatReadNothingHoldNobodyUp(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(transport.llm(directory));
                House house = seat(transport, llm)) {
            List<Guest> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 5; i++) {
                    idle.add(house.guest("{\"prompt\":\"a\",\"test_pattern\":\"endless\"}"));
                }
                seen(llm, stats -> stats.streamsOpen() == 5);
                assertThat(house.exchange("{\"prompt\":\"b\"}")).endsWith(DONE);
            } finally {
                for (Guest guest : idle) {
                    guest.close();
                }
            }
            seen(llm, stats -> stats.streamsOpen() == 0);
        }
    }
}
