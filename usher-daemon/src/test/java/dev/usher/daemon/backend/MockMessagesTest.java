package dev.usher.daemon.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mock's words. */
class MockMessagesTest {
    @Test
    void thereAreEighteenEachDifferentAndNoneLooksLikeTheEnd() {
        byte[] name = "n".getBytes(UTF_8);
        Set<String> all = new HashSet<>();
        for (int i = 0; i < MockMessages.COUNT; i++) {
            byte[] message = i < MockMessages.NAMING ? MockMessages.naming(i, name, name) : MockMessages.fixed(i);
            all.add(new String(message, UTF_8));
        }
        assertThat(all)
                .hasSize(18)
                .noneMatch(message -> message.contains("[DONE"))
                .noneMatch(String::isEmpty);
    }

    @ParameterizedTest
    @CsvSource({
        "Hello, Hello",
        "0123456789012345678901234567890123456789012345678, 0123456789012345678901234567890123456789012345678",
        "0123456789012345678901234567890123456789012345678é, 0123456789012345678901234567890123456789012345678",
        "ééééééééééééééééééééééééé, ééééééééééééééééééééééééé",
        "éééééééééééééééééééééééééé, ééééééééééééééééééééééééé",
        "東東東東東東東東東東東東東東東東東, 東東東東東東東東東東東東東東東東",
        "🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭, 🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭",
        "x🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭, x🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭"
    })
    void aPromptIsCutToFiftyBytesAtACharactersBoundary(String prompt, String cut) {
        assertThat(new String(MockMessages.cut(prompt, MockMessages.PROMPT_BYTES), UTF_8))
                .isEqualTo(cut);
    }

    @Test
    void aPairThatTheLimitSplitsIsLeftOut() {
        String prompt = "x".repeat(49) + "🎭";
        assertThat(MockMessages.cut(prompt, 50)).hasSize(49);
    }
}
