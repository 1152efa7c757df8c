package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import dev.usher.config.Change;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.stream.Count;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Newer settings of a seat that serves: who comes is served by them, and who is there keeps what was promised. */
class ReloadSeatTest {
    private static final String DONE = "event: done\ndata: [DONE]\n\n";

    @TempDir
    Path directory;

    private SeatReload reloaded(House house, String... flags) throws Exception {
        SeatReload reload = house.seat.prepareReload(House.values(House.withDataDir(directory, flags)));
        reload.apply();
        return reload;
    }

    private static List<String> sentences(List<Change> changes) {
        return changes.stream().map(Object::toString).toList();
    }

    @Test
    void whoComesIsServedByTheNewerAndWhoIsThereByTheOlder() throws Exception {
        try (House house = House.open(directory, "message-delay=1h", "max-stream-duration=1h");
                Guest there = house.guest("{}")) {
            there.hearsUntil("data: ");
            SeatReload reload = reloaded(house, "message-delay=0ms", "max-stream-duration=1h", "event-format=json");
            assertThat(sentences(reload.changed()))
                    .containsExactly("MessageDelay changed from 1h to 0ms", "EventFormat changed from text to json");
            assertThat(reload.needRestart()).isEmpty();
            assertThat(house.exchange("{}")).contains("data: {", "[DONE]");
            House.await(() -> house.seat.activeStreams() == 1);
        }
    }

    @Test
    void aLimitOfTimeCountsForWhoComes() throws Exception {
        try (House house = House.open(directory, "message-delay=1h");
                Guest there = house.guest("{}")) {
            there.hearsUntil("data: ");
            reloaded(house, "message-delay=1h", "max-stream-duration=30ms");
            assertThat(house.exchange("{}")).contains("event: error");
            House.await(() -> house.seat.activeStreams() == 1);
            assertThat(house.seat.drainTime()).hasMinutes(2);
            reloaded(house, "drain-timeout=7s");
            assertThat(house.seat.drainTime()).hasSeconds(7);
        }
    }

    @Test
    void limitsOfStreamsCountAtOnceAndNobodyIsSentAwayForThem() throws Exception {
        try (House house = House.open(directory, "message-delay=1h", "max-connections=9");
                Guest one = house.guest("{\"user_id\":7}");
                Guest two = house.guest("{\"user_id\":7}")) {
            one.hearsUntil("data: ");
            two.hearsUntil("data: ");
            reloaded(house, "message-delay=1h", "max-connections=1");
            assertThat(house.seat.maxConnections()).isEqualTo(1);
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 503 ");
            reloaded(house, "message-delay=1h", "max-connections=9", "max-streams-per-user=1");
            try (Guest third = house.guest("{\"user_id\":7}")) {
                third.hearsUntil("data: "); // those before the limit are not counted
                assertThat(house.exchange("{\"user_id\":7}")).startsWith("HTTP/1.1 429 ");
            }
            House.await(() -> house.seat.activeStreams() == 2);
            reloaded(house, "message-delay=1h", "max-streams-per-address=1");
            try (Guest fourth = house.guest("{\"user_id\":7}")) {
                fourth.hearsUntil("data: ");
                assertThat(house.exchange("{\"user_id\":8}")).startsWith("HTTP/1.1 429 ");
                reloaded(house, "message-delay=0ms");
                assertThat(house.exchange("{\"user_id\":8}")).endsWith(DONE);
            }
        }
    }

    @Test
    void whatCannotBeReloadedIsNamedEachTimeAndStays() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            for (int i = 0; i < 2; i++) {
                SeatReload reload = reloaded(house, "message-delay=0ms", "backend=typing", "event-loops=3");
                assertThat(sentences(reload.needRestart()))
                        .containsExactly("Backend changed from mock to typing", "EventLoops changed from 2 to 3");
                assertThat(reload.changed()).isEmpty();
                assertThat(house.exchange("{\"prompt\":\"x\"}"))
                        .contains("You said: x")
                        .endsWith(DONE);
            }
        }
    }

    /** Each setting as its documentation has it is the same as none. */
    @Test
    void theSameSettingsAreNoChange() throws Exception {
        List<String> all = new ArrayList<>();
        for (Setting<?> setting : SeatSettings.all()) {
            if (setting.flag().isPresent()
                    && setting.defaultText().isPresent()
                    && setting != SeatSettings.METRICS_ADDR) {
                all.add(setting.flag().get().substring(2) + "="
                        + setting.defaultText().get());
            }
        }
        assertThat(all).hasSizeGreaterThan(20);
        try (House house = House.open(directory)) {
            Values before = House.values("data-dir=" + directory.resolve("data"));
            SeatReload reload = reloaded(house, all.toArray(String[]::new));
            assertThat(sentences(reload.changed())).isEmpty();
            assertThat(sentences(reload.needRestart())).isEmpty();
            SeatReload same = house.seat.prepareReload(before);
            assertThat(same.changed()).isEmpty();
            assertThat(same.changedKeys()).isEmpty();
        }
    }

    @Test
    void aKeyIsReadAnewAndOneThatCannotBeReadChangesNothing() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "sk-one\n");
        try (MockLlm llm =
                        MockLlm.start(LlmSettings.defaults().withDelayMillis(0).withLoops(1));
                House house = House.open(directory, flags(llm, key, "gpt-a"))) {
            assertThat(house.exchange("{\"prompt\":\"a\"}")).endsWith(DONE);
            asked(llm, "Bearer sk-one", "gpt-a");
            Files.writeString(key, "sk-two\n");
            SeatReload reload = reloaded(house, flags(llm, key, "gpt-b"));
            assertThat(reload.changedKeys()).containsExactly("OpenAiKeyFile " + key);
            assertThat(sentences(reload.changed())).containsExactly("OpenAiModel changed from gpt-a to gpt-b");
            assertThat(house.exchange("{\"prompt\":\"a\"}")).endsWith(DONE);
            asked(llm, "Bearer sk-two", "gpt-b");
            Files.writeString(key, "no key at all\n");
            assertThatThrownBy(() -> house.seat.prepareReload(House.values(flags(llm, key, "gpt-c"))))
                    .hasMessageContaining("OpenAiKeyFile " + key)
                    .hasMessageNotContaining("no key at all");
            assertThat(house.exchange("{\"prompt\":\"a\"}")).endsWith(DONE);
            asked(llm, "Bearer sk-two", "gpt-b");
            assertThat(llm.stats().connectionsTotal())
                    .as("the upstream is the same one: a connection a loop")
                    .isLessThanOrEqualTo(2);
        }
    }

    private static void asked(MockLlm llm, String key, String model) {
        assertThat(llm.requests().getLast().headers()).containsEntry("authorization", key);
        assertThat(llm.requests().getLast().body()).contains("\"" + model + "\"");
    }

    private String[] flags(MockLlm llm, Path key, String model) {
        return new String[] {
            "backend=openai", "openai-base=" + llm.baseUrl() + "/v1", "openai-key-file=" + key, "openai-model=" + model
        };
    }

    @Test
    void reloadsAreCountedAndTheStatusPageShowsWhatCounts() throws Exception {
        try (House house = House.open(directory, "metrics-addr=127.0.0.1:0")) {
            reloaded(house, "idle-timeout=77s", "metrics-addr=127.0.0.1:0");
            house.seat.reloadFailed();
            assertThat(Operator.get(house.seat, "/status.json").body()).contains("\"IdleTimeout\":\"77s\"");
            House.await(() -> house.seat.count(Count.RELOADS_FAILED) == 1);
            Operator.Answer metrics = Operator.get(house.seat, "/metrics");
            assertThat(metrics.value("daemon_config_reloads_total{result=\"ok\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("daemon_config_reloads_total{result=\"failed\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aSeatThatDrainsOrWasClosedTakesNoHarm() throws Exception {
        try (House house = House.open(directory, "message-delay=1h");
                Guest there = house.guest("{}")) {
            there.hearsUntil("data: ");
            var drained = house.seat.drain(Duration.ofMillis(50));
            reloaded(house, "message-delay=0ms", "max-connections=5");
            drained.join();
            assertThat(there.hears()).contains("event: error");
            house.seat.close();
            reloaded(house, "message-delay=2ms");
        }
    }

    /** Programs have limits of streams and of time like others, and keep the command of the start. */
    @Test
    void aSeatOfProgramsTakesWhatConcernsIt() throws Exception {
        try (House house =
                House.open(directory, "backend=exec", "exec-command=/bin/sleep 30", "max-stream-duration=1h")) {
            SeatReload reload =
                    reloaded(house, "backend=exec", "exec-command=/bin/sleep 40", "max-stream-duration=50ms");
            assertThat(sentences(reload.changed())).containsExactly("MaxStreamDuration changed from 1h to 50ms");
            assertThat(sentences(reload.needRestart()))
                    .contains("ExecCommand changed from /bin/sleep 30 to /bin/sleep 40");
            house.exchange("{}");
        }
    }
}
