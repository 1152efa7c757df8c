package dev.usher.bench.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.Ticket;
import java.util.List;

/**
 * What one answer says, chunk by chunk. The first two name the request's last user message (its first {@value
 * #PROMPT_CHARACTERS_MAX} characters), so that nobody can take one answer for another; the others are ours.
 */
final class Text {
    /** More of a message is not repeated. */
    static final int PROMPT_CHARACTERS_MAX = 256;

    private static final int WHOLE_CHUNKS_MAX = 100_000;
    private static final int SHORT_CHUNKS = 3;
    private static final int LONG_TIMES = 10;
    private static final int CHUNK_4K_BYTES = 4096;
    private static final int BIG_CHARACTERS = 1 << 20;
    private static final int BIG_CHUNK = 1;
    private static final String FILLING = "and so on ";

    private static final List<String> PLAIN = List.of(
            "It is a fine question. ",
            "I have thought about it for no time at all. ",
            "There are two sides to it, ",
            "as there are to every door. ",
            "One of them \"opens\". ",
            "The other\nbegins a new line. ",
            "A tab\tstands here, ",
            "a backslash \\ there. ",
            "If you ask me again, ",
            "I shall say the same. ",
            "That is what I am for. ",
            "Every word was written beforehand, ");

    private static final List<String> UNICODE = List.of(
            "Schöne Grüße, ",
            "καλημέρα, ",
            "доброе утро, ",
            "日本語の文章も、",
            "中文也是一样。",
            "שלום وسلام ",
            "😀 and 👩‍👩‍👧 ",
            "🏳️‍🌈🇪🇺 ",
            "e\u0301 and a\u030a are combined, ",
            "𝒳 + 𝒴 = 𝒵, ",
            "\u2028 and \u0085 are no line ends here, é ",
            "ﷺ \uFEFF \uFFFD ");

    private final Pattern pattern;
    private final String prompt;
    private final int chunks;
    /** Each chunk's text, where it is one character; empty else. */
    private final int[] characters;

    private Text(Pattern pattern, String prompt, int chunks, int[] characters) {
        this.pattern = pattern;
        this.prompt = prompt;
        this.chunks = chunks;
        this.characters = characters;
    }

    /** The text of an answer to {@code prompt} that has {@code chunks} chunks where the pattern does not say otherwise. */
    static Text of(Pattern pattern, String prompt, int chunks) {
        int count = pattern.has(Trait.SHORT)
                ? SHORT_CHUNKS
                : pattern.has(Trait.LONG)
                        ? chunks * LONG_TIMES
                        : pattern.has(Trait.ENDLESS)
                                ? Integer.MAX_VALUE
                                : pattern.has(Trait.MOCK) ? MockScript.TOKENS : chunks;
        Text text = new Text(pattern, beginning(prompt), count, new int[0]);
        if (!pattern.has(Trait.ONE_CHAR) || pattern.has(Trait.ENDLESS)) {
            return text;
        }
        int[] characters = text.whole().codePoints().toArray();
        return new Text(pattern, text.prompt, characters.length, characters);
    }

    private static String beginning(String prompt) {
        return prompt.codePointCount(0, prompt.length()) <= PROMPT_CHARACTERS_MAX
                ? prompt
                : prompt.substring(0, prompt.offsetByCodePoints(0, PROMPT_CHARACTERS_MAX));
    }

    /** How many chunks there are. */
    int count() {
        return chunks;
    }

    /** One chunk's text, from 0. */
    String chunk(int index) {
        if (characters.length > 0) {
            return Character.toString(characters[index]);
        }
        String plain = sentence(index);
        if (pattern.has(Trait.CHUNK4K)) {
            return filled(plain, CHUNK_4K_BYTES);
        }
        return pattern.has(Trait.BIG_LINE) && index == BIG_CHUNK ? filled(plain, BIG_CHARACTERS) : plain;
    }

    private String sentence(int index) {
        if (pattern.has(Trait.MOCK)) {
            return MockScript.text(index % MockScript.TOKENS, prompt, Ticket.userOf(prompt));
        }
        if (index < 2) {
            return index == 0 ? "You wrote „" + prompt + "“. " : "My answer to „" + prompt + "“: ";
        }
        String sentence = isUnicode() ? UNICODE.get(index % UNICODE.size()) : PLAIN.get(index % PLAIN.size());
        if (pattern.has(Trait.HALF_PAIR)) {
            return index % 2 == 0 ? sentence + "\uD83D" : "\uDE00" + sentence;
        }
        return sentence;
    }

    private boolean isUnicode() {
        return pattern.has(Trait.UNICODE) || pattern.has(Trait.HALF_UTF8);
    }

    private static String filled(String text, int bytes) {
        int missing = Math.max(0, bytes - text.getBytes(UTF_8).length);
        return text + FILLING.repeat(missing / FILLING.length()) + "x".repeat(missing % FILLING.length());
    }

    /** Whether a chunk is to be written in ASCII, with escapes for everything else. */
    boolean isEscaped(int index) {
        return pattern.has(Trait.HALF_PAIR) || (pattern.has(Trait.UNICODE) && index % 2 == 1);
    }

    /** All chunks together; of an endless answer the first {@value #WHOLE_CHUNKS_MAX}. */
    String whole() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < Math.min(chunks, WHOLE_CHUNKS_MAX); i++) {
            all.append(chunk(i));
        }
        return all.toString();
    }
}
