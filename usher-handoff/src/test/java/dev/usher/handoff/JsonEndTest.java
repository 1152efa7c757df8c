package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonEndTest {
    /** The length after which a value is complete, given byte by byte; -1 for never. */
    private static int endOf(String text) {
        JsonEnd end = new JsonEnd();
        ByteBuffer data = ByteBuffer.allocate(1000);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            data.put(b);
            if (end.completeIn(data)) {
                return data.position();
            }
        }
        return -1;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " \r\n\t{\"a\":{\"b\":[1,2]}}",
                "[]",
                "[[],[{}]]",
                "\"word\"",
                "\"a\\\"b\"",
                "\"\\\\\"",
                "{\"a\":\"}\"}",
                "{\"a\":\"\\\\\\\"}\"}",
                "{\"\u00e9\":\"\ud83d\ude00\"}",
                "\0{}"
            })
    void aWholeValueEndsAtItsLastByte(String json) {
        assertThat(endOf(json)).isEqualTo(json.getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":\"}", "[1,2", "\"open", "\"open\\\"", "12", "true", "plain {} words", ""})
    void whatIsNotWholeHasNoEnd(String text) {
        assertThat(endOf(text)).isEqualTo(-1);
    }
}
