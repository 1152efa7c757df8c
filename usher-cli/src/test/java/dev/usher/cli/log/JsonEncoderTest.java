package dev.usher.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A line of the error log is one JSON object, whatever was logged. */
class JsonEncoderTest {
    private final LoggerContext context = new LoggerContext();

    private String line(String logger, String template, Throwable why, Object... arguments) {
        Logger log = context.getLogger(logger);
        LoggingEvent event = new LoggingEvent("here", log, Level.WARN, template, why, arguments);
        event.setThreadName("seat-0");
        event.setTimeStamp(1_764_000_000_007L);
        byte[] bytes = new JsonEncoder().encode(event);
        String line = new String(bytes, StandardCharsets.US_ASCII);
        assertThat(line).matches("\\{[ -~]*}\n");
        return line;
    }

    private static Map<String, Object> read(String line) {
        Map<String, Object> fields = new TreeMap<>();
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                Object value = json.nextToken() == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : json.getString();
                assertThat(fields.put(name, value)).as(name).isNull();
            }
            assertThat(json.nextToken()).isNull();
        }
        return fields;
    }

    @Test
    void aLineHasTimeLevelLoggerThreadAndMessage() {
        assertThat(read(line("usher", "ready, pid {}", null, 7)))
                .containsEntry("time", "2025-11-24T16:00:00.007Z")
                .containsEntry("level", "warn")
                .containsEntry("logger", "usher")
                .containsEntry("thread", "seat-0")
                .containsEntry("message", "ready, pid 7")
                .hasSize(5);
    }

    @Test
    void whatTheTemplateNamesIsAField() {
        Map<String, Object> line = read(line(
                "s",
                "request_id={} status={} bytes={} reason={} and {}",
                null,
                "r 1 status=500",
                (short) 200,
                7L,
                "done",
                1));
        assertThat(line)
                .containsEntry("request_id", "r 1 status=500")
                .containsEntry("status", 200L)
                .containsEntry("bytes", 7L)
                .containsEntry("reason", "done")
                .hasSize(9);
    }

    @Test
    void anArgumentThatLooksLikeAFieldIsNone() {
        assertThat(read(line("s", "upstream said: {}", null, "request_id=evil status=200")))
                .doesNotContainKeys("request_id", "status");
    }

    @Test
    void aFieldCannotStandInForTheLinesOwn() {
        Map<String, Object> line = read(line("s", "level={} message={} time={}", null, "x", "y", "z"));
        assertThat(line)
                .containsEntry("level", "warn")
                .containsEntry("message", "level=x message=y time=z")
                .hasSize(5);
    }

    @Test
    void theTraceBehindARequestIsAFieldOfItsOwn() {
        assertThat(read(line("s", "request_id={} upstream {}: {}", null, "r-1 trace_id=4bf9", "openai", "gone")))
                .containsEntry("request_id", "r-1")
                .containsEntry("trace_id", "4bf9");
    }

    @Test
    void theDoorsIdIsTheRequests() {
        assertThat(read(line("socket_handoff", "{} {}: handed off", null, "abcdefghij234", "/run/s")))
                .containsEntry("request_id", "abcdefghij234");
        assertThat(read(line("http", "{} is odd", null, "something else"))).doesNotContainKey("request_id");
    }

    static java.util.stream.Stream<String> odd() {
        return java.util.stream.Stream.of(
                "",
                "\"",
                "\\",
                "\n",
                "\r\n{\"level\":\"forged\"}",
                "\u0000\u0001\u001b[2J\u007f\u0085",
                "\u2028\u2029",
                "\ud800",
                "\udc00\ud800",
                "\ud83d\ude00",
                "\ufeff\uffff",
                "{}",
                "äöü",
                "\t");
    }

    @ParameterizedTest
    @MethodSource("odd")
    void whateverIsLoggedIsOneObjectOnOneLine(String text) {
        String whole = text.replaceAll("\\p{Cs}", "\ufffd");
        for (String at : new String[] {text, "a" + text + "b"}) {
            Map<String, Object> line = read(line("x" + text, "it is {}", new IllegalStateException(at), at));
            assertThat(line).containsEntry("message", "it is " + at.replace(text, whole));
            assertThat(String.valueOf(line.get("exception"))).startsWith("java.lang.IllegalStateException");
        }
    }

    @Test
    void anExceptionIsAFieldWithItsWholeStackAndItsCause() {
        Exception why = new IllegalStateException("outer", new java.io.IOException("inner"));
        assertThat(String.valueOf(read(line("s", "failed", why)).get("exception")))
                .contains("java.lang.IllegalStateException: outer\n\tat ")
                .contains("Caused by: java.io.IOException: inner\n", "JsonEncoderTest");
    }

    @Test
    void whatIsMissingIsNoFault() {
        assertThat(read(line("s", "a={} b={}", null, (Object) null)))
                .containsEntry("a", "null")
                .doesNotContainKey("b");
        assertThat(read(line("s", "a={}", null))).containsEntry("message", "a={}");
    }
}
