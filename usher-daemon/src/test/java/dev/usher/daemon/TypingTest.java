package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.stream.Count;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Backend typing}: what is typed, in which pieces, at which pace. */
class TypingTest {
    private static final String[] AT_ONCE = {"backend=typing", "typing-pace=0"};
    private static final String[] AT_ONCE_JSON = {"backend=typing", "typing-pace=0", "event-format=json"};

    @TempDir
    Path directory;

    private List<String> typed(String data, String... flags) throws Exception {
        try (House house = House.open(directory, flags)) {
            return Events.of(house.exchange(data));
        }
    }

    /** What a page shows: the characters one behind the other. */
    private static String joined(List<String> events) {
        return events.stream()
                .limit(events.size() - 1L)
                .map(event -> (String) Events.json(event).get("char"))
                .collect(Collectors.joining());
    }

    @Test
    void withoutDataHelloIsTyped() throws Exception {
        assertThat(typed("", AT_ONCE))
                .containsExactly("data: H", "data: e", "data: l", "data: l", "data: o", "event: done\ndata: [DONE]");
    }

    @Test
    void anEmptyPromptIsHelloToo() throws Exception {
        assertThat(joined(typed("{\"prompt\":\"\"}", AT_ONCE_JSON))).isEqualTo("Hello");
    }

    @Test
    void thePromptIsTypedBackWhole() throws Exception {
        String prompt = "Type this, please: all of it! ".repeat(20);
        assertThat(joined(typed("{\"prompt\":\"" + prompt + "\"}", AT_ONCE_JSON)))
                .isEqualTo(prompt);
    }

    @Test
    void theLastMessageIsTypedWhereThereIsNoPrompt() throws Exception {
        String data =
                "{\"messages\":[{\"role\":\"system\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"Hi.\"}]}";
        assertThat(joined(typed(data, AT_ONCE_JSON))).isEqualTo("Hi.");
    }

    @Test
    void aUserIsWelcomedOnALineBefore() throws Exception {
        assertThat(joined(typed("{\"user_id\":42,\"prompt\":\"Hi\"}", AT_ONCE_JSON)))
                .isEqualTo("Welcome, 42.\nHi");
    }

    @Test
    void inJsonEachCharacterComesWithItsPlaceInBytes() throws Exception {
        assertThat(typed("{\"prompt\":\"aé\\\"東\\n!\"}", AT_ONCE_JSON))
                .containsExactly(
                        "data: {\"char\":\"a\",\"index\":0}",
                        "data: {\"char\":\"é\",\"index\":1}",
                        "data: {\"char\":\"\\\"\",\"index\":3}",
                        "data: {\"char\":\"東\",\"index\":4}",
                        "data: {\"char\":\"\\n\",\"index\":7}",
                        "data: {\"char\":\"!\",\"index\":8}",
                        Events.DONE);
    }

    @Test
    void eachStreamCountsItsOwnPlaces() throws Exception {
        try (House house = House.open(directory, AT_ONCE_JSON)) {
            String first = house.exchange("{\"prompt\":\"abc\"}");
            assertThat(Events.of(house.exchange("{\"prompt\":\"abc\"}"))).isEqualTo(Events.of(first));
        }
    }

    @Test
    void anAccentStaysOnItsLetter() throws Exception {
        assertThat(typed("{\"prompt\":\"e\\u0301x\"}", AT_ONCE_JSON))
                .containsExactly(
                        "data: {\"char\":\"e\u0301\",\"index\":0}", "data: {\"char\":\"x\",\"index\":3}", Events.DONE);
    }

    @Test
    void aFamilyOfEmojiStaysTogether() throws Exception {
        String family = "👩\u200D👩\u200D👧";
        assertThat(typed("{\"prompt\":\"" + family + "🇩🇪\"}", AT_ONCE_JSON))
                .containsExactly(
                        "data: {\"char\":\"" + family + "\",\"index\":0}",
                        "data: {\"char\":\"🇩🇪\",\"index\":18}",
                        Events.DONE);
    }

    @Test
    void aLineEndOfTwoBytesIsOneCharacter() throws Exception {
        assertThat(typed("{\"prompt\":\"a\\r\\nb\"}", AT_ONCE)).hasSize(4).contains("data: \ndata: ");
    }

    @Test
    void halfASurrogatePairIsTypedAsAReplacement() throws Exception {
        assertThat(joined(typed("{\"prompt\":\"a\\ud83db\"}", AT_ONCE_JSON))).isEqualTo("a\uFFFDb");
    }

    @Test
    void inOpenAiChunksACharacterIsADelta() throws Exception {
        List<String> events = typed("{\"prompt\":\"ab\"}", "backend=typing", "typing-pace=0", "event-format=openai");
        assertThat(events).hasSize(4);
        assertThat(events.get(1)).contains("\"delta\":{\"content\":\"b\"}");
    }

    @Test
    void thePausesAreATypists() throws Exception {
        long begin = System.nanoTime();
        assertThat(typed("{\"prompt\":\"a b, c.\\nd\"}", "backend=typing")).hasSize(10);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        // a 25, blank 30, b 25, comma 80, blank 30, c 25, full stop 150, line end 100; nothing behind the last one
        assertThat(millis).isBetween(465L, 60_000L);
    }

    @Test
    void thePaceStretchesThePauses() throws Exception {
        long begin = System.nanoTime();
        typed("{\"prompt\":\".x\"}", "backend=typing", "typing-pace=300");
        assertThat((System.nanoTime() - begin) / 1_000_000).isBetween(450L, 60_000L);
    }

    @Test
    void aClientThatLeavesEndsTheTyping() throws Exception {
        try (House house = House.open(directory, "backend=typing", "typing-pace=10000")) {
            try (Guest guest = Guest.arrive()) {
                Door.handOver(house.path(), guest, "{\"prompt\":\"ab\"}");
                guest.hearsUntil("data: a\n\n");
            }
            house.awaitCount(Count.STREAM_ERRORS_CLIENT, 1);
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    /** 100,000 characters at once are more than the sockets hold: the typist waits for the reader, in the end all is there. */
    @Test
    void aSlowReaderGetsEveryCharacterOnce() throws Exception {
        String prompt = "0123456789".repeat(10_000);
        try (House house = House.open(directory, AT_ONCE_JSON);
                Guest guest = Guest.arrive(4096)) {
            Door.handOver(house.path(), guest, "{\"prompt\":\"" + prompt + "\"}");
            guest.hearsUntil("\"index\":0}\n\n");
            String rest = guest.hears();
            long before = 0;
            for (String event :
                    rest.lines().filter(line -> line.startsWith("data: {")).toList()) {
                Map<?, ?> typed = Events.json(event);
                assertThat(typed.get("index")).isEqualTo(Long.toString(++before));
                assertThat(typed.get("char")).isEqualTo(Long.toString(before % 10));
            }
            assertThat(before).isEqualTo(99_999);
            assertThat(rest.getBytes(StandardCharsets.UTF_8))
                    .endsWith("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        }
    }
}
