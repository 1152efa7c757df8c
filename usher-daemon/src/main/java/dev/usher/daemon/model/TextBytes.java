package dev.usher.daemon.model;

import java.io.Writer;
import java.util.Arrays;

/**
 * Text as UTF-8, written by Jackson straight from its buffer of characters: no string in between. A surrogate pair may come in
 * two pieces; half of one, which UTF-8 cannot say, becomes U+FFFD. One object a loop; nothing here is kept for a stream.
 */
final class TextBytes extends Writer {
    /** More than this is not kept for the next text. */
    private static final int KEPT_BYTES = 64 * 1024;

    private static final int USUAL_BYTES = 8 * 1024;
    private static final int BYTES_PER_CHAR_MAX = 3;
    private static final char REPLACEMENT = '\uFFFD';

    private byte[] bytes = new byte[USUAL_BYTES];
    private int length;
    private char high; // the first half of a pair; 0: none

    /** Begins anew. */
    void reset() {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[USUAL_BYTES];
        }
        length = 0;
        high = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** A text is over: what is left of a pair is no pair. */
    void endText() {
        if (high != 0) {
            ensure(1);
            high = 0;
            put(REPLACEMENT);
        }
    }

    /** Takes back what was written behind the first {@code count} bytes. */
    void cutTo(int count) {
        length = count;
        high = 0;
    }

    @Override
    public void write(char[] text, int from, int count) {
        ensure(count + 1);
        for (int at = from; at < from + count; at++) {
            add(text[at]);
        }
    }

    @Override
    public void write(String text, int from, int count) {
        ensure(count + 1);
        for (int at = from; at < from + count; at++) {
            add(text.charAt(at));
        }
    }

    @Override
    public void write(int c) {
        ensure(2);
        add((char) c);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private void ensure(int chars) {
        int needed = Math.addExact(length, Math.multiplyExact(chars, BYTES_PER_CHAR_MAX));
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, needed + needed / 2);
        }
    }

    private void add(char c) {
        if (c < 0x80 && high == 0) {
            bytes[length++] = (byte) c;
        } else if (high != 0 && Character.isLowSurrogate(c)) {
            pair(Character.toCodePoint(high, c));
            high = 0;
        } else {
            if (high != 0) {
                high = 0;
                put(REPLACEMENT);
            }
            if (Character.isHighSurrogate(c)) {
                high = c;
            } else {
                put(Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
    }

    private void put(char c) {
        if (c < 0x80) {
            bytes[length++] = (byte) c;
        } else if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | (c >> 6));
            bytes[length++] = (byte) (0x80 | (c & 0x3F));
        } else {
            bytes[length++] = (byte) (0xE0 | (c >> 12));
            bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            bytes[length++] = (byte) (0x80 | (c & 0x3F));
        }
    }

    private void pair(int codePoint) {
        bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
        bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
        bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
    }
}
