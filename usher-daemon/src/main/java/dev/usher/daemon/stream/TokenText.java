package dev.usher.daemon.stream;

/**
 * Makes whole, well-formed text of a token: what an earlier token left unfinished comes before it, what it leaves
 * unfinished itself is carried to the next, and a byte that cannot be UTF-8 becomes U+FFFD.
 *
 * <p>One object a loop, used for one token at a time; a stream keeps only the {@link #carry}, one {@code int}.
 *
 * <pre>
 *   bits of a carry:  31        30         25..24        23..16   15..8   7..0
 *                     0    last was CR    bytes held     third    second  first
 * </pre>
 */
final class TokenText {
    /** Nothing held: the state of a new stream. */
    static final int NOTHING = 0;

    /** A token longer than this is not worth keeping a buffer for. */
    private static final int KEPT_BYTES = 64 * 1024;

    private static final int AFTER_CR = 1 << 30;
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final byte[] EMPTY = {};

    private byte[] joined = EMPTY;
    private byte[] bytes = EMPTY;
    private int from;
    private int to;
    private int carry;

    /** Takes a token; afterwards {@link #bytes}, {@link #from}, {@link #to} and {@link #carry} are its result. */
    void take(int carried, byte[] token, int off, int len) {
        carry = carried;
        if (len == 0) {
            set(EMPTY, 0, 0);
            return;
        }
        if (held(carried) == 0 && Utf8.isWellFormed(token, off, off + len)) {
            set(token, off, off + len);
        } else {
            join(carried, token, off, len);
        }
        skipSecondHalfOfLineEnd(carried);
    }

    /** What is left when the source ends: a sequence that was never finished, as one U+FFFD. */
    void takeRest(int carried) {
        carry = NOTHING;
        set(REPLACEMENT, 0, held(carried) == 0 ? 0 : REPLACEMENT.length);
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** What the stream keeps until its next token. */
    int carry() {
        return carry;
    }

    private void set(byte[] text, int begin, int end) {
        bytes = text;
        from = begin;
        to = end;
    }

    /** A CR and an LF that come in two tokens are one line's end all the same. */
    private void skipSecondHalfOfLineEnd(int carried) {
        if (from == to) {
            carry |= carried & AFTER_CR;
            return;
        }
        boolean endsInCr = bytes[to - 1] == '\r';
        if ((carried & AFTER_CR) != 0 && bytes[from] == '\n') {
            from++;
        }
        if (endsInCr) {
            carry |= AFTER_CR;
        } else {
            carry &= ~AFTER_CR;
        }
    }

    private void join(int carried, byte[] token, int off, int len) {
        int held = held(carried);
        byte[] raw = new byte[held + len];
        for (int i = 0; i < held; i++) {
            raw[i] = (byte) (carried >>> (8 * i));
        }
        System.arraycopy(token, off, raw, held, len);
        repair(raw);
    }

    private void repair(byte[] raw) {
        ensure(raw.length * REPLACEMENT.length);
        int at = 0;
        int written = 0;
        int rest = 0;
        while (at < raw.length) {
            int whole = Utf8.wellFormedTo(raw, at, raw.length);
            System.arraycopy(raw, at, joined, written, whole - at);
            written += whole - at;
            at = whole;
            if (at < raw.length) {
                int length = Utf8.sequence(raw, at, raw.length);
                if (length == Utf8.INCOMPLETE) {
                    rest = hold(raw, at);
                    break;
                }
                System.arraycopy(REPLACEMENT, 0, joined, written, REPLACEMENT.length);
                written += REPLACEMENT.length;
                at -= length;
            }
        }
        carry = rest;
        set(joined, 0, written);
    }

    private void ensure(int length) {
        if (joined.length < length || joined.length > KEPT_BYTES) {
            joined = new byte[Math.max(length, 256)];
        }
    }

    private static int hold(byte[] raw, int at) {
        int count = raw.length - at;
        int held = count << 24;
        for (int i = 0; i < count; i++) {
            held |= (raw[at + i] & 0xFF) << (8 * i);
        }
        return held;
    }

    private static int held(int carried) {
        return (carried >>> 24) & 3;
    }
}
