package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.receive.StartException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The line that each client leaves behind, as text and as JSON. */
class AccessLogTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir
    Path directory;

    private Path log() {
        return directory.resolve("access.log");
    }

    private House seat(String... more) throws Exception {
        return House.open(directory, flags(more));
    }

    private String[] flags(String... more) {
        String[] flags = new String[more.length + 2];
        flags[0] = "access-log=" + log();
        flags[1] = "log-format=json";
        System.arraycopy(more, 0, flags, 2, more.length);
        return flags;
    }

    private List<String> lines(int count) throws Exception {
        House.await(() -> read().size() >= count);
        assertThat(read()).hasSize(count);
        return read();
    }

    private List<String> read() {
        try {
            return Files.exists(log()) ? Files.readString(log()).lines().toList() : List.of();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A flat object; a name that comes twice is an error. */
    static Map<String, String> object(String line) {
        Map<String, String> fields = new TreeMap<>();
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                assertThat(fields.put(name, json.getString())).as(name).isNull();
            }
            assertThat(json.nextToken()).isNull();
        }
        return fields;
    }

    private Map<String, String> only() throws Exception {
        return object(lines(1).getFirst());
    }

    @Test
    void aWholeStreamIsOneLineThatSaysAllOfIt() throws Exception {
        try (House house = seat("message-delay=0ms")) {
            String heard = house.exchange(
                    "{\"prompt\":\"very private\",\"user_id\":42,\"request_id\":\"req-1\",\"model\":\"m-1\","
                            + "\"traceparent\":\"00-" + TRACE + "-00f067aa0ba902b7-01\"}");
            Map<String, String> line = only();
            assertThat(line)
                    .containsEntry("request_id", "req-1")
                    .containsEntry("user_id", "42")
                    .containsEntry("backend", "mock")
                    .containsEntry("model", "m-1")
                    .containsEntry("status", "200")
                    .containsEntry("bytes", Integer.toString(heard.getBytes(StandardCharsets.UTF_8).length))
                    .containsEntry("events", "18")
                    .containsEntry("outcome", "done")
                    .containsEntry("trace_id", TRACE)
                    .containsKeys("time", "client", "ttfb_ms", "duration_ms", "span_id")
                    .doesNotContainKey("error");
            assertThat(line.get("client")).matches("127\\.0\\.0\\.1:\\d+");
            assertThat(line.get("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(read().getFirst()).doesNotContain("very private");
        }
    }

    @Test
    void asTextItIsNamesAndValues() throws Exception {
        try (House house = House.open(directory, "access-log=" + log(), "message-delay=0ms")) {
            house.exchangeOverAPair("{\"user_id\":\"a b=c\\n\\u2028\\ud800\",\"request_id\":\"r\"}");
            assertThat(lines(1).getFirst())
                    .matches(
                            "time=\\S+Z request_id=r client=- user_id=\"a b=c\\\\u000a\\\\u2028\\\\ufffd\" backend=mock"
                                    + " model=- status=200 bytes=\\d+ events=18 ttfb_ms=\\d+ duration_ms=\\d+ outcome=done error=-"
                                    + " trace_id=- span_id=-");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt\":5}            | 400 | refused | invalid_field",
                "{nonsense                 | 400 | refused | invalid_json",
                "{\"backend\":\"nobody\"}  | 400 | refused | unknown_backend"
            })
    void whoIsRefusedHasALineWithTheReason(String data, String status, String outcome, String error) throws Exception {
        try (House house = seat()) {
            assertThat(house.exchange(data)).startsWith("HTTP/1.1 " + status);
            assertThat(only())
                    .containsEntry("status", status)
                    .containsEntry("outcome", outcome)
                    .containsEntry("error", error)
                    .containsEntry("events", "0")
                    .containsKey("request_id");
        }
    }

    @Test
    void whoIsOneTooManyKeepsTheApplicationsId() throws Exception {
        try (House house = seat("max-streams-per-user=1", "message-delay=1h");
                Guest first = house.guest("{\"user_id\":1,\"request_id\":\"one\"}")) {
            first.hearsUntil("data: ");
            house.exchange("{\"user_id\":1,\"request_id\":\"two\"}");
            assertThat(only())
                    .containsEntry("request_id", "two")
                    .containsEntry("status", "429")
                    .containsEntry("error", "too_many_streams_of_user");
        }
    }

    @Test
    void whoIsSentAwayAtCapacityHasALine() throws Exception {
        try (House house = seat("max-connections=1", "message-delay=1h");
                Guest first = house.guest("{}")) {
            first.hearsUntil("data: ");
            house.exchange("{}");
            assertThat(only()).containsEntry("status", "503").containsEntry("error", "at_capacity");
        }
    }

    @Test
    void whoLeavesIsToldFromWhoWasServed() throws Exception {
        try (House house = seat("message-delay=1h")) {
            Guest guest = house.guest("{}");
            guest.hearsUntil("data: ");
            guest.left().goes();
            assertThat(only())
                    .containsEntry("outcome", "client_left")
                    .containsEntry("status", "200")
                    .containsEntry("events", "1");
        }
    }

    @Test
    void anUpstreamThatBreaksOffInTheMiddleIsNamedBehindThe200() throws Exception {
        try (House house = House.open(
                directory,
                (request, sink) -> {
                    sink.token(new byte[] {'a'}, 0, 1);
                    sink.failed(Failure.cut("gone"));
                    return Upstream.ENDED;
                },
                flags())) {
            house.exchange("{}");
            assertThat(only())
                    .containsEntry("backend", "custom")
                    .containsEntry("status", "200")
                    .containsEntry("outcome", "upstream_failed")
                    .containsEntry("error", "upstream_cut");
        }
    }

    @Test
    void aStreamThatIsTooLongIsNamedSo() throws Exception {
        try (House house = seat("message-delay=1h", "max-stream-duration=50ms")) {
            house.exchange("{}");
            assertThat(only()).containsEntry("outcome", "too_long").containsEntry("error", "stream_too_long");
        }
    }

    @Test
    void aProgramsClientHasALineToo() throws Exception {
        try (House house = seat("backend=exec", "exec-command=/bin/echo hello")) {
            house.exchange("{}");
            assertThat(only())
                    .containsEntry("backend", "exec")
                    .containsEntry("bytes", "6")
                    .containsEntry("outcome", "done")
                    .doesNotContainKey("status");
        }
    }

    @Test
    void aProgramThatSaysNothingIsNamedWithWhatTheClientWasTold() throws Exception {
        try (House house = seat("backend=exec", "exec-command=/bin/true")) {
            house.exchange("{}");
            assertThat(only()).containsEntry("status", "502").containsEntry("error", "handler_silent");
        }
    }

    @Test
    void aRenamedFileIsOpenedAnewWhenAskedFor() throws Exception {
        try (House house = seat("message-delay=0ms")) {
            house.exchange("{}");
            lines(1);
            Path old = Files.move(log(), directory.resolve("access.log.1"));
            house.seat.reopenLogs();
            house.exchange("{}");
            lines(1);
            assertThat(Files.readAllLines(old)).hasSize(1);
        }
    }

    @Test
    void aRenamedFileIsFoundOutWithoutASignal() throws Exception {
        try (House house = seat("message-delay=0ms")) {
            Path old = Files.move(log(), directory.resolve("access.log.1"));
            int sent = 0;
            while (read().isEmpty() && sent < 2000) {
                house.exchange("{}");
                sent++;
            }
            int all = sent;
            House.await(() -> read().size() + lineCount(old) == all);
            assertThat(read()).isNotEmpty();
        }
    }

    private static int lineCount(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatWaitsIsWrittenWhenTheSeatStops() throws Exception {
        try (House house = seat("message-delay=1h");
                Guest guest = house.guest("{}")) {
            guest.hearsUntil("data: ");
            house.stops();
            assertThat(object(read().getFirst())).containsEntry("outcome", "shutdown");
        }
    }

    @Test
    void aFullDiskIsToldAndCountedAndNobodyWaits() throws Exception {
        try (Logged logged = new Logged();
                House house = House.open(
                        directory, "access-log=/dev/full", "message-delay=0ms", "metrics-addr=127.0.0.1:0")) {
            assertThat(house.exchange("{}")).contains("[DONE]");
            House.await(() -> !logged.with("AccessLog /dev/full: 1 lines could not be written")
                    .isEmpty());
            assertThat(Operator.get(house.seat, "/metrics").body()).contains("daemon_access_log_lost_total 1");
        }
    }

    @Test
    void aFileThatCannotBeOpenedEndsTheStart() {
        assertThatThrownBy(() -> House.open(directory, "access-log=" + directory + "/none/access.log"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("AccessLog " + directory + "/none/access.log cannot be opened");
    }

    @ParameterizedTest
    @ValueSource(strings = {"|rotatelogs x", "syslog:daemon"})
    void programsAndSyslogAreRefused(String target) {
        assertThatThrownBy(() -> House.open(directory, "access-log=" + target))
                .hasStackTraceContaining("must name a file, or be - for standard output, or off");
    }

    @Test
    void anUnsetModelIsTheBackendsOwn() throws Exception {
        try (House house = seat("backend=openai", "openai-base=http://127.0.0.1:1", "openai-model=gpt-x")) {
            house.exchange("{\"prompt\":\"a\"}");
            assertThat(only())
                    .containsEntry("model", "gpt-x")
                    .containsEntry("status", "502")
                    .containsEntry("error", "upstream_unreachable");
        }
    }

    @Test
    void aFinishIsNoError() throws Exception {
        try (House house = House.open(
                directory,
                (request, sink) -> {
                    sink.done(Finish.STOP);
                    return Upstream.ENDED;
                },
                flags())) {
            house.exchange("{}");
            assertThat(only()).containsEntry("outcome", "done").doesNotContainKey("ttfb_ms");
        }
    }
}
