package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.stream.Count;
import dev.usher.fd.FdFacts;
import dev.usher.fd.SocketType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Good input is served whole, odd as it may be; bad input gets its clear error. All over real sockets. */
@Tag("transport")
class SeatTest {
    private static final String DONE = "event: done\ndata: [DONE]\n\n";

    @TempDir
    Path directory;

    @Test
    void aHandoffIsStreamedToItsEnd() throws Exception {
        try (House house = House.open(directory, "message-delay=1ms")) {
            String heard = house.exchange("{\"user_id\":42,\"prompt\":\"What is a seat?\",\"model\":\"gpt-4\"}");
            assertThat(heard)
                    .startsWith("""
                            HTTP/1.1 200 OK
                            Content-Type: text/event-stream; charset=utf-8
                            Cache-Control: no-cache, no-transform
                            X-Accel-Buffering: no
                            Connection: close

                            data:\040""".replace("\n", "\r\n"))
                    .contains("data: You said: What is a seat?.\n\n", "data:  Welcome, 42.\n\n")
                    .endsWith(DONE);
            assertThat(heard.split("data: ", -1)).hasSize(18 + 1 + 1);
            house.awaitCount(Count.STREAMS_COMPLETED, 1);
        }
    }

    @Test
    void withoutDelayAllEventsComeAtOnce() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            assertThat(house.exchange("{}")).contains("You said: Hello.").endsWith(DONE);
        }
    }

    @Test
    void theJsonFormatEndsWithTheBareDone() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms", "event-format=json")) {
            String heard = house.exchange("{\"prompt\":\"say \\\"hi\\\"\\n\"}");
            assertThat(heard)
                    .contains("data: {\"content\":\"You said: say \\\"hi\\\"\\n.\"}\n\n")
                    .endsWith("\n\ndata: [DONE]\n\n")
                    .doesNotContain("event:");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void eitherTypeOfSocketTakesHandoffs(SocketType type) throws Exception {
        try (House house = House.open(directory, "message-delay=0ms", "socket-type=" + type);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), type, guest, "{\"prompt\":\"over " + type + "\"}");
            assertThat(guest.hears()).contains("You said: over " + type).endsWith(DONE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void noDataAtAllIsServedWithHello(SocketType type) throws Exception {
        try (House house = House.open(directory, "message-delay=0ms", "socket-type=" + type);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), type, guest, "");
            assertThat(guest.hears()).contains("You said: Hello.").endsWith(DONE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void dataOfTwoHundredKilobytesAreServed(SocketType type) throws Exception {
        try (House house = House.open(directory, "message-delay=0ms", "socket-type=" + type);
                Guest guest = Guest.arrive()) {
            Door.handOver(
                    house.path(), type, guest, "{\"filler\":\"" + "x".repeat(200_000) + "\",\"prompt\":\"after it\"}");
            assertThat(guest.hears()).contains("You said: after it.").endsWith(DONE);
        }
    }

    @Test
    void aClientInBlockingModeIsServedAndStaysInIt() throws Exception {
        try (House house = House.open(directory, "message-delay=1ms");
                Guest guest = Guest.arrive()) {
            FdFacts.of(guest.doorsEnd).setNonBlocking(false);
            Door.send(house.path(), SocketType.SEQPACKET, "{}".getBytes(StandardCharsets.UTF_8), guest.doorsEnd);
            assertThat(guest.hears()).endsWith(DONE);
            assertThat(FdFacts.of(guest.doorsEnd).isNonBlocking()).isFalse();
        }
    }

    @Test
    void aClientWithUnreadInputGetsThreeHundredThousandBytesWhole() throws Exception {
        String token = "0123456789".repeat(1_000);
        Script script = new Script(sink -> {
            for (int i = 0; i < 30; i++) {
                Script.say(sink, token);
            }
            sink.done(dev.usher.daemon.backend.Finish.STOP);
        });
        try (House house = House.open(directory, script);
                Guest guest = Guest.arrive()) {
            guest.says("this was never read by the door".repeat(1_000));
            Door.handOver(house.path(), guest, "{}");
            assertThat(guest.hears())
                    .hasSizeGreaterThan(300_000)
                    .contains(token)
                    .endsWith(DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "東京タワー",
                "naïve café",
                "🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭",
                "\u0001\u007f\u0085",
                "\u2028\u2029",
                "שלום",
                "\ufeffbom"
            })
    void aPromptOfAnyUnicodeIsServed(String prompt) throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            String json = prompt.replace("\u0001", "\\u0001");
            String heard = house.exchange("{\"prompt\":\"" + json + "\"}");
            String first = prompt.startsWith("🎭") ? "🎭".repeat(12) : prompt;
            assertThat(heard).contains("data: You said: " + first + ".\n\n").endsWith(DONE);
        }
    }

    @Test
    void aStringForAUserIsServed() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            assertThat(house.exchange("{\"user_id\":\"ada\"}")).contains("Welcome, ada.");
        }
    }

    @Test
    void aPromptCannotForgeAnEvent() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            String heard = house.exchange("{\"prompt\":\"a\\n\\nevent: x\\r\\ndata: [DONE]\\r[DONE]\\n\"}");
            assertThat(heard).contains("""
                            data: You said: a
                            data:\040
                            data: event: x
                            data: data: [DONE]
                            data: [

                            data: DONE]
                            data: .

                            """);
            assertThat(heard.lines().filter("data: [DONE]"::equals)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"prompt\":}", "nonsense", "{} {}", "\"text\"", "17", "[1]", "{\"a\":\"\\x\"}", "{'a':1}"
            })
    void dataThatAreNoJsonObjectAreAnswered400(String data) throws Exception {
        try (House house = House.open(directory)) {
            assertThat(house.exchange(data))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("Content-Length: ", "Connection: close\r\n", "\"code\":\"invalid_json\"");
            house.awaitCount(Count.HANDOFF_ERRORS_DATA, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt\":5}",
                "{\"user_id\":{}}",
                "{\"messages\":\"x\"}",
                "{\"model\":[\"gpt-4\"]}",
                "{\"max_tokens\":\"ten\"}",
                "{\"temperature\":\"warm\"}",
                "{\"response_headers\":\"x\"}"
            })
    void aKnownFieldOfTheWrongTypeIsNamedIn400(String data) throws Exception {
        try (House house = House.open(directory)) {
            String field = data.substring(2, data.indexOf('"', 2));
            assertThat(house.exchange(data))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":\"invalid_field\"", "The field " + field + " ");
        }
    }

    @Test
    void theApplicationsHeadersAreInTheHead() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            String heard = house.exchange(
                    "{\"response_headers\":{\"X-One\":\"1\",\"Set-Cookie\":[\"a=1\",\"b=2; Path=/\"],\"X-Null\":null}}");
            assertThat(heard.substring(0, heard.indexOf("\r\n\r\n")))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("Connection: close\r\nX-One: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2; Path=/");
        }
    }

    @Test
    void headersOfNumbersAndBooleansAreWrittenAsText() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            String heard =
                    house.exchange("{\"response_headers\":{\"X-N\":7,\"X-F\":-1.50,\"X-B\":true,\"X-L\":[1,null,false],"
                            + "\"X-S\":\"\\udc00\"}}");
            assertThat(heard)
                    .contains("\r\nX-N: 7\r\nX-F: -1.50\r\nX-B: true\r\nX-L: 1\r\nX-L: false\r\nX-S: \ufffd\r\n\r\n")
                    .endsWith(DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-LENGTH",
                "Transfer-Encoding",
                "Content-Type",
                "Cache-Control",
                "Connection",
                "X-Accel-Buffering",
                "Content-Encoding"
            })
    void headersOfTheDaemonsOwnAreRefusedByName(String name) throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            String heard =
                    house.exchange("{\"response_headers\":{\"" + name + "\":[\"x-y-z\",{\"a\":1}],\"X-After\":\"1\"}}");
            assertThat(heard)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":\"invalid_field\"", "The field response_headers." + name + " ")
                    .doesNotContain("X-After", "x-y-z");
        }
    }

    @Test
    void halfASurrogatePairInAPromptIsTheReplacementCharacter() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            assertThat(house.exchange("{\"prompt\":\"a\\ud800b\"}")).contains("data: You said: a\ufffdb.\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"X-A\":\"1\\r\\nX-B: 2\"}",
                "{\"X-A\":\"1\\u0000\"}",
                "{\"X A\":\"1\"}",
                "{\"X-A\\r\\nX-B\":\"1\"}",
                "{\"\":\"1\"}",
                "{\"X-A\":[\"1\",[2]]}",
                "{\"X-A\":{\"b\":1}}"
            })
    void headersThatWouldBreakTheHeadAreRefused(String headers) throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            String heard = house.exchange("{\"response_headers\":" + headers + "}");
            assertThat(heard)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("response_headers")
                    .doesNotContain("X-B: 2");
            assertThat(heard.split("\r\n\r\n", -1)).hasSize(2);
        }
    }
}
