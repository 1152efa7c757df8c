package dev.usher.daemon.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * What the mock says: {@link #COUNT} messages, two of which name the prompt and the user, so that a client can tell its
 * own stream from another's.
 */
final class MockMessages {
    /** As many events as the reference's mock sends, so that measurements compare. */
    static final int COUNT = 18;

    /** Longest part of a prompt that is repeated, in bytes of UTF-8. */
    static final int PROMPT_BYTES = 50;

    private static final List<byte[]> FIXED = List.of(
            bytes(" Please take your seat."),
            bytes(" The house lights go down,"),
            bytes(" the curtain rises,"),
            bytes(" and somebody whispers"),
            bytes(" that nothing here was written by a model."),
            bytes(" This is the mock backend:"),
            bytes(" it speaks in small pieces,"),
            bytes(" one event each,"),
            bytes(" at a steady pace,"),
            bytes(" so that you can watch a stream"),
            bytes(" without paying for one."),
            bytes(" Blanks at the start of a piece survive,"),
            bytes(" and so do accents: café, naïve, 東京, 🎭."),
            bytes(" Your worker was free"),
            bytes(" before this sentence began."),
            bytes(" Thank you for coming."));

    private MockMessages() {}

    /** How many of them name the prompt and the user: the first ones. */
    static final int NAMING = 2;

    /** The {@code index}-th message, one of the first {@link #NAMING}. */
    static byte[] naming(int index, byte[] prompt, byte[] user) {
        return index == 0 ? line("You said: ", prompt, ".") : line(" Welcome, ", user, ".");
    }

    /** The {@code index}-th message, {@link #NAMING} to {@link #COUNT} less one. */
    static byte[] fixed(int index) {
        return FIXED.get(index - NAMING);
    }

    /** The first bytes of {@code text}, at most {@code limit}, cut at a character's boundary. */
    static byte[] cut(String text, int limit) {
        int chars = Math.min(text.length(), limit);
        if (chars > 0 && chars < text.length() && Character.isHighSurrogate(text.charAt(chars - 1))) {
            chars--;
        }
        byte[] all = Utf8Text.of(text.substring(0, chars));
        if (all.length <= limit && chars == text.length()) {
            return all;
        }
        int end = Math.min(limit, all.length);
        while (end > 0 && end < all.length && (all[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(all, end);
    }

    private static byte[] line(String before, byte[] middle, String after) {
        byte[] head = bytes(before);
        byte[] tail = bytes(after);
        byte[] whole = new byte[head.length + middle.length + tail.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(middle, 0, whole, head.length, middle.length);
        System.arraycopy(tail, 0, whole, head.length + middle.length, tail.length);
        return whole;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
