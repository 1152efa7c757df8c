package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** JSON that has contents written into it last. */
class JsonBytesTest {
    private static JsonBytes withContents() throws Exception {
        JsonBytes inner = new JsonBytes(8)
                .put("[\"")
                .put(ReadyContent.text("a\"\u00e9".repeat(100).getBytes(UTF_8)))
                .put("\",\"")
                .put(ReadyContent.base64("iVBO".repeat(100)))
                .put("\"]");
        return new JsonBytes(8).put("{\"x\":").put(inner).put("}");
    }

    @Test
    void contentsStandWhereTheyWerePut() throws Exception {
        assertThat(withContents().toBytes())
                .asString(UTF_8)
                .isEqualTo("{\"x\":[\"" + "a\\\"\u00e9".repeat(100) + "\",\"" + "iVBO".repeat(100) + "\"]}");
    }

    @Test
    void theAbridgedIsJsonWithTheBeginnings() throws Exception {
        JsonBytes json = withContents();
        assertThat(json.toBytes()).hasSizeGreaterThan(800);
        byte[] abridged = json.abridged();
        RawJson.requireJson(abridged);
        assertThat(abridged)
                .asString(UTF_8)
                .startsWith("{\"x\":[\"a\\\"\u00e9")
                .contains("\"iVBOiVBO")
                .hasSizeLessThan(400);
    }
}
