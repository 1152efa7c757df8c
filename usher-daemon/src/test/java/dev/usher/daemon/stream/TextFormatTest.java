package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Failure;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text format against a reader written as the HTML standard's section 9.2.6 has it. */
class TextFormatTest {
    private static final EventFormat FORMAT = EventFormat.text();

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Integer> sends = new ArrayList<>();
    private final Scratch.Outlet outlet = ready -> {
        sends.add(ready.remaining());
        while (ready.hasRemaining()) {
            sent.write(ready.get());
        }
    };

    private String written(byte[]... tokens) {
        return written(new Scratch(), tokens);
    }

    private String written(Scratch scratch, byte[]... tokens) {
        TokenText text = new TokenText();
        int carry = TokenText.NOTHING;
        scratch.own(outlet);
        for (byte[] token : tokens) {
            text.take(carry, token, 0, token.length);
            carry = text.carry();
            write(scratch, text);
        }
        text.takeRest(carry);
        write(scratch, text);
        scratch.flush();
        return sent.toString(UTF_8);
    }

    private static void write(Scratch scratch, TokenText text) {
        if (text.from() < text.to()) {
            FORMAT.token(text.bytes(), text.from(), text.to(), scratch);
        }
    }

    private String written(String... tokens) {
        byte[][] all = new byte[tokens.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = tokens[i].getBytes(UTF_8);
        }
        return written(all);
    }

    /** What EventSource hands to its page: the data of each event. */
    private static List<String> read(String stream) {
        List<String> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line : stream.split("\r\n|\r|\n", -1)) {
            if (line.isEmpty() && any) {
                events.add(data.substring(0, data.length() - 1));
                data.setLength(0);
                any = false;
            } else if (line.startsWith("data:")) {
                data.append(line.startsWith("data: ") ? line.substring(6) : line.substring(5))
                        .append('\n');
                any = true;
            }
        }
        return events;
    }

    @Test
    void theSeedsExampleIsWrittenAsPrinted() {
        assertThat(written("Hello", ", how", " can", " I help?"))
                .isEqualTo("data: Hello\n\ndata: , how\n\ndata:  can\n\ndata:  I help?\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "  two", "trailing  ", "\t", " : ", "data: x", ":comment", "id: 7", "\u0000", "\ufeff"})
    void aTokenWithoutLineEndsSurvivesByteForByte(String token) {
        assertThat(read(written(token))).containsExactly(token);
    }

    @ParameterizedTest
    @CsvSource({"a\\nb", "a\\rb", "a\\r\\nb"})
    void crLfAndCrlfEachBeginANewDataLine(String escaped) {
        String token = escaped.translateEscapes();
        assertThat(written(token)).isEqualTo("data: a\ndata: b\n\n");
    }

    @Test
    void lineEndsAloneAreKept() {
        assertThat(written("\n")).isEqualTo("data: \ndata: \n\n");
        assertThat(read(sent.toString(UTF_8))).containsExactly("\n");
    }

    @Test
    void aCrlfThatIsSplitOverTwoTokensIsOneLineEnd() {
        assertThat(String.join("", read(written("a\r", "\nb")))).isEqualTo("a\nb");
    }

    @Test
    void anEmptyTokenSendsNothing() {
        assertThat(written("")).isEmpty();
    }

    @Test
    void aLineThatIsExactlyDoneIsTornOverTwoEvents() {
        assertThat(written("[DONE]")).isEqualTo("data: [\n\ndata: DONE]\n\n");
        assertThat(String.join("", read(sent.toString(UTF_8)))).isEqualTo("[DONE]");
    }

    @ParameterizedTest
    @ValueSource(strings = {" [DONE]", "[DONE] ", "[DONE", "x[DONE]"})
    void whatOnlyLooksLikeDoneIsLeftAlone(String token) {
        assertThat(written(token)).isEqualTo("data: " + token + "\n\n");
    }

    @Test
    void badUtf8BecomesReplacementCharacters() {
        byte[] token = {'a', (byte) 0xC0, (byte) 0x80, 'b', (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'c', (byte) 0xFF};
        assertThat(written(token)).isEqualTo("data: a\uFFFD\uFFFDb\uFFFD\uFFFD\uFFFDc\uFFFD\n\n");
    }

    @Test
    void textCutAnywhereIntoTokensIsReadAsItWas() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab \t:[DONE]é東🎭\n";
        for (int round = 0; round < 2_000; round++) {
            sent.reset();
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                int at = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
                text.appendCodePoint(alphabet.codePoints().toArray()[at]);
            }
            List<byte[]> tokens = new ArrayList<>();
            byte[] utf8 = text.toString().getBytes(UTF_8);
            for (int at = 0; at < utf8.length; ) {
                int next = Math.min(utf8.length, at + 1 + random.nextInt(9));
                tokens.add(java.util.Arrays.copyOfRange(utf8, at, next));
                at = next;
            }
            String stream = written(new Scratch(64), tokens.toArray(new byte[0][]));
            assertThat(String.join("", read(stream))).as("seed %d", seed).isEqualTo(text.toString());
            assertThat(stream.lines()).as("seed %d", seed).doesNotContain("data: [DONE]");
        }
    }

    @Test
    void aFullBufferSendsWholeEventsFirst() {
        Scratch scratch = new Scratch(40);
        written(scratch, "0123456789".getBytes(UTF_8), "abcdefghij".getBytes(UTF_8), "ABCDEFGHIJ".getBytes(UTF_8));
        assertThat(sends).containsExactly(36, 18);
    }

    @Test
    void anEventLargerThanTheBufferGoesInPieces() {
        assertThat(written(new Scratch(16), "x".repeat(100).getBytes(UTF_8)))
                .isEqualTo("data: " + "x".repeat(100) + "\n\n");
    }

    @Test
    void theErrorEventIsAnObjectOnOneLine() {
        Scratch scratch = new Scratch();
        scratch.own(outlet);
        FORMAT.error(new Failure(502, "upstream_cut", "a \"b\"\n\\ \u0085 \ud800"), scratch);
        scratch.flush();
        assertThat(sent.toString(UTF_8))
                .isEqualTo("event: error\ndata: {\"error\":{\"message\":\"a \\\"b\\\"\\u000a\\\\ \\u0085 \uFFFD\","
                        + "\"code\":\"upstream_cut\"}}\n\n");
    }
}
