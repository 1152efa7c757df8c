package dev.usher.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Finish;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of a source's own, passed on under their names. */
class NamedEventTest {
    @TempDir
    Path directory;

    private List<String> said(String name, byte[] data, String format) throws Exception {
        Script script = new Script(sink -> {
            sink.event(name, data, 0, data.length);
            sink.done(Finish.STOP);
        });
        try (House house = House.open(directory, script, "event-format=" + format)) {
            return Events.of(house.exchange("{}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "openai"})
    void anEventIsPassedOnWholeInEveryFormat(String format) throws Exception {
        assertThat(said("values", "{\"é\":1}".getBytes(UTF_8), format).getFirst())
                .isEqualTo("event: values\ndata: {\"é\":1}");
    }

    @Test
    void eachOfItsLinesIsALineOfData() throws Exception {
        assertThat(said("updates", "a\n\nb\rc\n".getBytes(UTF_8), "text").getFirst())
                .isEqualTo("event: updates\ndata: a\ndata: \ndata: b\ndata: c\ndata: ");
    }

    @Test
    void bytesThatAreNoTextBecomeReplacements() throws Exception {
        assertThat(said("x", new byte[] {'a', (byte) 0xFF}, "text").getFirst()).isEqualTo("event: x\ndata: a\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "message", "done", "error", "a\nb", "a\rdata: x", "a\u0000"})
    void aNameThatIsOursOrNoneIsNotPassedOn(String name) throws Exception {
        assertThat(said(name, new byte[] {'x'}, "text")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[DONE]", "a\n[DONE]", "[DONE]\r", "a\r\n[DONE]\nb"})
    void noLineOfItsDataIsAnEnd(String data) throws Exception {
        assertThat(said("x", data.getBytes(UTF_8), "json")).containsExactly(Events.DONE);
    }
}
