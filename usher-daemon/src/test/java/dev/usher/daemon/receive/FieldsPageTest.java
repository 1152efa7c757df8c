package dev.usher.daemon.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/seat.md: the table of the handoff data's fields. */
class FieldsPageTest {
    @ParameterizedTest
    @EnumSource
    void eachFieldIsOnThePage(KnownField field) throws Exception {
        assertThat(Files.readString(Path.of("../docs/seat.md"))).contains("\n| `" + field.jsonName() + "` | ");
    }

    /** No field may be an object within an array within an array. */
    @ParameterizedTest
    @EnumSource
    void eachFieldIsHeldToItsType(KnownField field) {
        byte[] data = ("{\"" + field.jsonName() + "\":[[{}]]}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> HandoffJson.read(data)).hasMessageContaining(field.jsonName());
    }
}
