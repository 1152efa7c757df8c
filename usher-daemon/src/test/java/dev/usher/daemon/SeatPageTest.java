package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Setting;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.BackendChoice;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.stream.Count;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/seat.md, against a seat: what the page shows is what is sent. */
class SeatPageTest {
    private static final Pattern SENT =
            Pattern.compile("<!-- sent: (?<flags>.*) \\| (?<data>.*) -->\n```http\n(?<bytes>(?s:.*?))```");

    @TempDir
    Path directory;

    private static String page() {
        try {
            return Files.readString(Path.of("../docs/seat.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<MatchResult> blocks() {
        return SENT.matcher(page()).results();
    }

    @Test
    void thePageShowsEveryFormat() {
        assertThat(blocks()).hasSize(6);
        for (EventFormatName format : EventFormatName.values()) {
            assertThat(page()).contains("### `EventFormat " + format.name().toLowerCase(Locale.ROOT) + "`");
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatThePageShowsIsSent(MatchResult block) throws Exception {
        try (House house = House.open(directory, block.group("flags").split(" ", -1))) {
            assertThat(house.exchange(block.group("data")).replace("\r\n", "\n"))
                    .matches(expected(block.group("bytes")));
        }
    }

    /** A line that is the sign of omission stands for any number of lines, within a line it stands for some characters. */
    private static Pattern expected(String shown) {
        StringBuilder pattern = new StringBuilder();
        for (String line : shown.split("(?<=\n)", 0)) {
            pattern.append(
                    line.equals("…\n") ? "(?s:.*\n)" : Pattern.quote(line).replace("…", "\\E[^\\n\"]+\\Q"));
        }
        return Pattern.compile(pattern.toString());
    }

    private void answered(String answer, int status, String code) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\"code\":\"" + code + "\"");
        assertThat(page()).contains("\n| " + status + " | `" + code + "` | ");
    }

    private void answered(Failure failure) throws Exception {
        Backend failing = new Script(sink -> sink.failed(failure));
        try (House house = House.open(directory, failing)) {
            answered(house.exchange("{}"), failure.status(), failure.code());
        }
    }

    private String heard(String data, String... flags) throws Exception {
        try (House house = House.open(directory, new Script(), flags)) {
            return house.exchange(data);
        }
    }

    @Test
    void dataThatAreNoJsonAre400() throws Exception {
        answered(heard("no json"), 400, "invalid_json");
    }

    @Test
    void aFieldOfTheWrongTypeIs400() throws Exception {
        answered(heard("{\"model\":1}"), 400, "invalid_field");
    }

    @Test
    void aSenderWhoMayNotIs403() throws Exception {
        answered(heard("{}", "allowed-senders=4294967294"), 403, "sender_not_allowed");
    }

    @Test
    void dataThatAreTooLongAre413() throws Exception {
        try (House house = House.open(directory, "socket-type=stream");
                Guest guest = Guest.arrive()) {
            try {
                Door.handOver(house.path(), SocketType.STREAM, guest, "\"" + "y".repeat(1 << 20) + "\"");
            } catch (ErrnoException.PeerGone closedWhileWeSent) {
                guest.left();
            }
            answered(guest.hears(), 413, "data_too_long");
        }
    }

    @Test
    void aBackendThatThrowsIs500() throws Exception {
        Backend broken = (_, _) -> {
            throw new IllegalStateException("a test");
        };
        try (House house = House.open(directory, broken)) {
            answered(house.exchange("{}"), 500, "internal_error");
        }
    }

    @Test
    void aSourceThatCannotBeReachedIs502() throws Exception {
        answered(Failure.unreachable("x"));
    }

    @Test
    void aSourceThatRefusesIs502() throws Exception {
        answered(Failure.refused("x"));
    }

    @Test
    void aSourceThatBreaksOffIs502() throws Exception {
        answered(Failure.cut("x"));
    }

    @Test
    void aQuestionThatIsNoneIs400() throws Exception {
        answered(Failure.badRequest("nothing_asked", "x"));
    }

    @Test
    void anAttachmentThatIsRefusedIs400AsThePageShows() throws Exception {
        try (House house = House.open(directory, "backend=openai", "openai-base=http://127.0.0.1:1")) {
            String answer = house.exchange("{\"prompt\":\"x\",\"attachments\":{\"report\":\"../a1.pdf\"}}");
            answered(answer, 400, "invalid_attachment");
            assertThat(page()).contains("```\n" + answer.split("\r\n\r\n", 2)[1] + "```\n");
        }
    }

    @Test
    void aBackendThatIsNoneIs400() throws Exception {
        try (House house = House.open(directory, new BackendChoice(Map.of("a", new Script()), "a"))) {
            answered(house.exchange("{\"backend\":\"b\"}"), 400, "unknown_backend");
        }
    }

    @Test
    void aSourceThatIsBusyIs503() throws Exception {
        answered(new Failure(503, "upstream_busy", "x"));
    }

    @Test
    void aFullHouseIs503() throws Exception {
        try (House house = House.open(directory, new Script(), "max-connections=1");
                Guest first = Guest.arrive()) {
            Door.handOver(house.path(), first, "{}");
            house.awaitCount(Count.HANDOFFS, 1);
            answered(house.exchange("{}"), 503, "at_capacity");
        }
    }

    @Test
    void aSeatThatStopsIs503() throws Exception {
        try (House house = House.open(directory, new Script());
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            house.awaitCount(Count.HANDOFFS, 1);
            house.seat.drain(Duration.ZERO).get();
            answered(guest.hears(), 503, "shutting_down");
        }
    }

    @Test
    void aSilentSourceIs504() throws Exception {
        answered(heard("{}", "first-byte-timeout=20ms"), 504, "upstream_timeout");
    }

    @Test
    void aStreamThatTakesTooLongIs504() throws Exception {
        answered(heard("{}", "max-stream-duration=20ms"), 504, "stream_too_long");
    }

    @Test
    void aCutStreamEndsAsThePageShows() throws Exception {
        Backend silent = new Script(sink -> Script.say(sink, "x"));
        try (House house = House.open(directory, silent, "idle-timeout=20ms")) {
            String last = house.exchange("{}").split("data: x\n\n", -1)[1];
            assertThat(last).startsWith("event: error\n");
            assertThat(page()).contains("```\n" + last + "```\n");
        }
    }

    @Test
    void thePageHasNoOtherAnswers() {
        assertThat(page().lines().filter(line -> line.matches("\\| [45]\\d\\d \\|.*")))
                .hasSize(20);
    }

    @ParameterizedTest
    @MethodSource("times")
    void theTimesAreTheDefaults(Setting<?> setting) {
        assertThat(page())
                .contains(
                        "| `" + setting.name() + "` | " + setting.defaultText().orElseThrow() + " |");
    }

    static Stream<Setting<?>> times() {
        return Stream.of(
                SeatSettings.HEARTBEAT_INTERVAL,
                SeatSettings.FIRST_BYTE_TIMEOUT,
                SeatSettings.IDLE_TIMEOUT,
                SeatSettings.MAX_STREAM_DURATION,
                SeatSettings.CLIENT_WRITE_TIMEOUT,
                SeatSettings.DRAIN_TIMEOUT);
    }
}
