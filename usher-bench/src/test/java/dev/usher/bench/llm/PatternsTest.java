package dev.usher.bench.llm;

import static dev.usher.bench.llm.ApisTest.ANTHROPIC;
import static dev.usher.bench.llm.ApisTest.LANGGRAPH;
import static dev.usher.bench.llm.ApisTest.OPENAI;
import static dev.usher.bench.llm.ApisTest.chat;
import static dev.usher.bench.llm.ApisTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.Lane.Curled;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each pattern over each way to the server. */
class PatternsTest {
    private static final LlmSettings QUICK = LlmSettings.defaults().withDelayMillis(1);

    @TempDir
    Path directory;

    private MockLlm start(Lane lane) throws Exception {
        return MockLlm.start(lane.settings(QUICK, directory));
    }

    private Curled openAi(Lane lane, MockLlm server, String pattern) throws Exception {
        return lane.post(server, directory, OPENAI, chat("Ask " + pattern, ",\"stream\":true"), pattern);
    }

    static Stream<Arguments> completeOnes() {
        return Stream.of(
                        "unicode,one-char,short",
                        "long",
                        "chunk4k",
                        "half-pair",
                        "big-line",
                        "crlf,bom,tight",
                        "cr,comments,multiline",
                        "split,short",
                        "half-utf8",
                        "usage,nulls,tool",
                        "goaway:3",
                        "close-idle")
                .flatMap(pattern -> Stream.of(Lane.values()).map(lane -> Arguments.of(pattern, lane)));
    }

    @ParameterizedTest
    @MethodSource("completeOnes")
    void answerIsWholeHoweverItIsSpelled(String pattern, Lane lane) throws Exception {
        try (MockLlm server = start(lane)) {
            Curled got = openAi(lane, server, pattern);
            List<Told> events = Told.of(got.body());
            assertThat(got.exit()).isZero();
            assertThat(Told.openAiText(events)).isEqualTo(server.answerTo("Ask " + pattern, pattern));
            assertThat(events.getLast().data()).isEqualTo("[DONE]");
            assertThat(server.stats().completed()).isEqualTo(1);
        }
    }

    static Stream<Arguments> brokenOnes() {
        return Stream.of("abort:3", "cut:3", "die:3", "error-mid:3", "noise:3", "no-done")
                .flatMap(pattern -> Stream.of(Lane.values()).map(lane -> Arguments.of(pattern, lane)));
    }

    @ParameterizedTest
    @MethodSource("brokenOnes")
    void answerBreaksOffAsAskedFor(String pattern, Lane lane) throws Exception {
        try (MockLlm server = start(lane)) {
            Curled got = openAi(lane, server, pattern);
            boolean reset = pattern.startsWith("cut") || pattern.startsWith("die");
            assertThat(got.exit() != 0).isEqualTo(reset);
            if (!reset || got.status() != 0) { // curl may meet the reset before it looks at what it has read
                assertThat(got.status()).isEqualTo(200);
            }
            assertThat(got.body()).doesNotContain("[DONE]");
            assertThat(got.body().contains("\"finish_reason\":\"stop\"")).isEqualTo(pattern.equals("no-done"));
            if (!reset && !pattern.equals("no-done")) {
                assertThat(server.answerTo("Ask " + pattern)).startsWith(Told.openAiText(Told.of(got.body())));
                assertThat(got.body().contains("sk-mock")).isEqualTo(pattern.startsWith("error-mid"));
            }
            assertThat(server.stats().broken()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void statusComesWithASecret(Lane lane) throws Exception {
        try (MockLlm server = start(lane)) {
            Curled got = openAi(lane, server, "status:503");
            assertThat(got.status()).isEqualTo(503);
            assertThat(got.body()).contains("sk-mock");
            assertThat(openAi(lane, server, "html").head()).containsIgnoringCase("text/html");
            assertThat(server.stats().rejected()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void silenceLastsUntilTheClientLeaves(Lane lane) throws Exception {
        try (MockLlm server = start(lane)) {
            for (String pattern : List.of("silent", "silent-after-head", "stall:2")) {
                Curled got = lane.curl(
                        server,
                        directory,
                        OPENAI,
                        "-m",
                        "0.2",
                        "-d",
                        chat("x", ",\"stream\":true"),
                        "-H",
                        "X-Test-Pattern: " + pattern);
                assertThat(got.exit()).isEqualTo(28); // curl's own timeout
                assertThat(got.status()).isEqualTo(pattern.equals("silent") ? 0 : 200);
                assertThat(Told.of(got.body())).hasSize(pattern.equals("stall:2") ? 3 : 0);
            }
            assertThat(server.await(s -> s.cancelled() == 3, java.time.Duration.ofSeconds(5)))
                    .isTrue();
            assertThat(server.stats().streamsOpen()).isZero();
            assertThat(server.stats().cancellations().getLast().chunksSent()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endlessAnswerGoesOnUntilTheClientLeaves(Lane lane) throws Exception {
        try (MockLlm server = start(lane)) {
            Curled got = lane.curl(
                    server,
                    directory,
                    OPENAI,
                    "-m",
                    "0.3",
                    "-d",
                    chat("x", ",\"stream\":true"),
                    "-H",
                    "X-Test-Pattern: endless");
            assertThat(got.exit()).isEqualTo(28);
            assertThat(got.body().length()).isGreaterThan(100_000);
            assertThat(server.await(s -> s.cancelled() == 1, java.time.Duration.ofSeconds(5)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusedRequestIsServedWhenItComesAgain(Lane lane) throws Exception {
        try (MockLlm server = start(lane)) {
            for (String pattern : List.of("refuse", "goaway-refuse")) {
                Curled first = openAi(lane, server, pattern);
                // curl itself asks again after REFUSED_STREAM, and after a connection that closed.
                Curled served = first.exit() == 0 ? first : openAi(lane, server, pattern);
                assertThat(served.status()).isEqualTo(200);
                assertThat(served.body()).contains("[DONE]");
            }
            assertThat(server.stats().rejected()).isEqualTo(2);
            assertThat(server.stats().completed()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbageStandsBetweenTwoChunks(Lane lane) throws Exception {
        try (MockLlm server = start(lane)) {
            assertThat(openAi(lane, server, "garbage:3").body()).contains("no json at all", "[DONE]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unicode", "nulls,tool,usage", "finish:length", "abort:2", "error-mid:2", "no-done", "half-utf8"
            })
    void patternsHoldForTheOtherApisToo(String pattern) throws Exception {
        try (MockLlm server = start(Lane.H2C)) {
            String whole = server.answerTo("p", pattern);
            String messages = chat("p", ",\"stream\":true");
            List<Told> claude = Told.of(Lane.H2C
                    .post(server, directory, ANTHROPIC, messages, pattern)
                    .body());
            String modes = "\"messages-tuple\"";
            List<Told> graph = Told.of(Lane.H2C
                    .post(server, directory, LANGGRAPH, run("p", modes), pattern)
                    .body());
            boolean cut = pattern.contains(":2");
            boolean ends = !cut && !pattern.equals("no-done");
            assertThat(whole).startsWith(Told.anthropicText(claude)).startsWith(Told.langGraphText(graph));
            assertThat(Told.anthropicText(claude).equals(whole)).isEqualTo(!cut);
            assertThat(Told.langGraphText(graph).equals(whole)).isEqualTo(!cut);
            assertThat(claude.getLast().name().equals("message_stop")).isEqualTo(ends);
            assertThat(graph.getLast().name().equals("end")).isEqualTo(ends);
        }
    }

    @Test
    void everyFrameOfHalfUtf8EndsInsideACharacter() {
        Script script = new Script(
                Pattern.parse("half-utf8"),
                Text.of(Pattern.parse("half-utf8"), "p", 18),
                new OpenAiDialect(Ask.of(Api.OPENAI, chat("p", "")), 1));
        for (int i = 0; i < 18; i++) {
            script.cut(script.chunk(io.netty.buffer.UnpooledByteBufAllocator.DEFAULT, i), false, frame -> {
                assertThat(frame.getByte(frame.writerIndex() - 1) & 0xC0).isEqualTo(0xC0);
                frame.release();
            });
        }
    }
}
