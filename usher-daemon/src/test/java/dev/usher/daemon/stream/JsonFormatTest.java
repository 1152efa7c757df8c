package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON format, read back by a parser that shares no code with it. */
class JsonFormatTest {
    private static String written(String token) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Scratch scratch = new Scratch();
        scratch.own(ready -> {
            while (ready.hasRemaining()) {
                sent.write(ready.get());
            }
        });
        byte[] utf8 = token.getBytes(UTF_8);
        EventFormat.json().token(utf8, 0, utf8.length, scratch);
        scratch.flush();
        return sent.toString(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Hello", " ", "\"\\/", "\n\r\t\b\f", "\u0000\u0001\u001f", "\u007f\u2028", "é東🎭", "[DONE]"})
    void whatIsWrittenIsReadBack(String token) throws Exception {
        String event = written(token);
        assertThat(event).startsWith("data: {").endsWith("}\n\n");
        assertThat(event.lines()).hasSize(2);
        try (JsonParser json =
                new JsonFactory().createParser(ObjectReadContext.empty(), event.substring("data: ".length()))) {
            json.nextToken();
            assertThat(json.nextName()).isEqualTo("content");
            json.nextToken();
            assertThat(json.getString()).isEqualTo(token);
        }
    }

    @Test
    void onlyWhatMustBeIsEscaped() {
        assertThat(written("a/é\u007f<\"\\\u0001\n"))
                .isEqualTo("data: {\"content\":\"a/é\u007f<\\\"\\\\\\u0001\\n\"}\n\n");
    }
}
