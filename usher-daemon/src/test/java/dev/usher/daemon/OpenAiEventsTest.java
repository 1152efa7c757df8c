package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.stream.Count;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code EventFormat openai}: chunks of a chat completion, each of them JSON whatever the source says. */
class OpenAiEventsTest {
    private static final String FORMAT = "event-format=openai";

    @TempDir
    Path directory;

    private static Map<?, ?> choice(String event) {
        List<?> choices = (List<?>) Events.json(event).get("choices");
        assertThat(choices).hasSize(1);
        return (Map<?, ?>) choices.getFirst();
    }

    private static Map<?, ?> delta(String event) {
        return (Map<?, ?>) choice(event).get("delta");
    }

    /** All that a client hears of a source that says one thing and ends. */
    private List<String> said(Consumer<TokenSink> words, Consumer<TokenSink> end, String data) throws Exception {
        try (House house = House.open(directory, new Script(words.andThen(end)), FORMAT)) {
            return Events.of(house.exchange(data));
        }
    }

    private List<String> said(Consumer<TokenSink> words, Consumer<TokenSink> end) throws Exception {
        return said(words, end, "{}");
    }

    @Test
    void theMocksWordsAreDeltasAndTheLastChunkSaysStop() throws Exception {
        try (House house = House.open(directory, FORMAT, "message-delay=0ms")) {
            List<String> events = Events.of(house.exchange("{\"prompt\":\"Hi\",\"model\":\"gpt-4o\"}"));
            assertThat(events).hasSize(20);
            assertThat(delta(events.getFirst()).toString()).isEqualTo("{role=assistant, content=You said: Hi.}");
            for (String event : events.subList(1, 18)) {
                assertThat(delta(event)).hasSize(1);
                assertThat((String) delta(event).get("content")).isNotEmpty();
                assertThat(choice(event).get("finish_reason")).isEqualTo("null");
            }
            assertThat(choice(events.get(18)).toString()).isEqualTo("{index=0, delta={}, finish_reason=stop}");
            assertThat(events.get(19)).isEqualTo(Events.DONE);
        }
    }

    @Test
    void everyChunkNamesTheModelTheTimeAndTheSameCompletion() throws Exception {
        try (House house = House.open(directory, FORMAT, "message-delay=0ms")) {
            List<String> events = Events.of(house.exchange("{\"model\":\"gpt-4o\"}"));
            Set<List<?>> heads = new HashSet<>();
            for (String event : events.subList(0, 19)) {
                Map<?, ?> chunk = Events.json(event);
                assertThat(chunk.get("object")).isEqualTo("chat.completion.chunk");
                assertThat(chunk.get("model")).isEqualTo("gpt-4o");
                assertThat((String) chunk.get("id")).startsWith("chatcmpl-");
                assertThat(Long.parseLong((String) chunk.get("created")))
                        .isBetween(1_700_000_000L, System.currentTimeMillis() / 1000);
                heads.add(List.of(chunk.get("id"), chunk.get("created")));
            }
            assertThat(heads).hasSize(1);
        }
    }

    @Test
    void noTwoStreamsHaveTheSameIdThoughTheirRequestIdIsTheSame() throws Exception {
        Set<Object> ids = new HashSet<>();
        try (House house = House.open(directory, FORMAT, "message-delay=0ms")) {
            for (int i = 0; i < 6; i++) {
                ids.add(Events.json(Events.of(house.exchange("{\"request_id\":\"r1\"}"))
                                .getFirst())
                        .get("id"));
            }
        }
        assertThat(ids).hasSize(6);
    }

    @Test
    void twoSeatsThatStartInTheSameSecondShareNoId() throws Exception {
        Set<Object> ids = new HashSet<>();
        for (String name : List.of("a", "b", "c", "d")) {
            Path own = Files.createDirectory(directory.resolve(name));
            try (House house = House.open(own, FORMAT, "message-delay=0ms")) {
                ids.add(Events.json(Events.of(house.exchange("{}")).getFirst()).get("id"));
            }
        }
        assertThat(ids).hasSize(4);
    }

    @Test
    void withoutAModelTheChunksNameOneAllTheSame() throws Exception {
        assertThat(Events.json(said(sink -> Script.say(sink, "x"), sink -> sink.done(Finish.STOP))
                                .getFirst())
                        .get("model"))
                .isEqualTo("usher");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\\"b", "x\\\\", "\\u0000\\n\\r\\t", "\\u2028\\u2029\\u0085", "é東🎭", "</script>"})
    void aModelOfAnyTextIsEscaped(String inJson) throws Exception {
        String expected =
                (String) Events.json("data: {\"m\":\"" + inJson + "\"}").get("m");
        List<String> events =
                said(sink -> Script.say(sink, "x"), sink -> sink.done(Finish.STOP), "{\"model\":\"" + inJson + "\"}");
        assertThat(Events.json(events.getFirst()).get("model")).isEqualTo(expected);
    }

    @Test
    void halfASurrogatePairInTheModelIsNoJsonFault() throws Exception {
        List<String> events =
                said(sink -> Script.say(sink, "x"), sink -> sink.done(Finish.STOP), "{\"model\":\"a\\ud83d\"}");
        assertThat(events.getFirst()).doesNotContain("\\ud83d");
        assertThat(Events.json(events.getFirst()).get("model")).isEqualTo("a\uFFFD");
    }

    @Test
    void aModelOfMoreThan256CharactersIsRefused() throws Exception {
        try (House house = House.open(directory, FORMAT)) {
            assertThat(house.exchange("{\"model\":\"" + "m".repeat(257) + "\"}"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("The field model ", "256 characters");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\\",
                "\"}]}",
                "\n\ndata: [DONE]\n\n",
                "\r\nevent: done\r\n",
                "\u0000\u0001\u001f",
                "\u007f\u0085\u2028\u2029",
                "[DONE]",
                "é東🎭",
                " "
            })
    void anyTokenIsReadBackAsItWas(String token) throws Exception {
        List<String> events = said(sink -> Script.say(sink, token), sink -> sink.done(Finish.STOP));
        assertThat(events).hasSize(3);
        assertThat(delta(events.getFirst()).get("content")).isEqualTo(token);
    }

    @Test
    void bytesThatAreNoTextBecomeReplacementsAndJsonStays() throws Exception {
        byte[] loneSurrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80, 'a', (byte) 0xFF};
        List<String> events =
                said(sink -> sink.token(loneSurrogate, 0, loneSurrogate.length), sink -> sink.done(Finish.STOP));
        assertThat(delta(events.getFirst()).get("content")).isEqualTo("\uFFFD\uFFFD\uFFFDa\uFFFD");
    }

    @Test
    void aTokenLargerThanTheLoopsBufferIsOneChunk() throws Exception {
        String large = "\"é\n".repeat(100_000);
        List<String> events = said(sink -> Script.say(sink, large), sink -> sink.done(Finish.STOP));
        assertThat(delta(events.getFirst()).get("content")).isEqualTo(large);
    }

    @Test
    void aSourceThatReachedItsLengthSaysSo() throws Exception {
        List<String> events = said(sink -> Script.say(sink, "x"), sink -> sink.done(Finish.LENGTH));
        assertThat(choice(events.get(1)).get("finish_reason")).isEqualTo("length");
    }

    @Test
    void anAnswerWithoutAWordIsTheAssistantsAndStops() throws Exception {
        List<String> events = said(_ -> {}, sink -> sink.done(Finish.STOP));
        assertThat(delta(events.getFirst()).toString()).isEqualTo("{role=assistant, content=}");
        assertThat(choice(events.get(1)).get("finish_reason")).isEqualTo("stop");
        assertThat(events.getLast()).isEqualTo(Events.DONE);
    }

    @Test
    void aCutStreamEndsWithAnErrorAndWithoutDone() throws Exception {
        List<String> events =
                said(sink -> Script.say(sink, "x"), sink -> sink.failed(Failure.cut("The \"upstream\" broke off.")));
        assertThat(events).hasSize(2);
        assertThat(events.getLast()).startsWith("event: error\ndata: {\"error\":{");
        Map<?, ?> error = (Map<?, ?>) Events.json(events.getLast().substring("event: error\n".length()))
                .get("error");
        assertThat(error.toString()).isEqualTo("{message=The \"upstream\" broke off., code=upstream_cut}");
    }

    @Test
    void whatIsSentIsCountedToTheByte() throws Exception {
        try (House house = House.open(directory, FORMAT, "message-delay=0ms")) {
            String answer = house.exchange("{}");
            house.awaitCount(Count.BYTES_SENT, answer.getBytes(StandardCharsets.UTF_8).length);
            assertThat(house.seat.count(Count.CHUNKS_SENT)).isEqualTo(18);
        }
    }
}
