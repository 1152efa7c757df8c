package dev.usher.daemon.stream;

/** Well-formedness of UTF-8, byte by byte (The Unicode Standard, table 3-7; RFC 3629 section 4). */
public final class Utf8 {
    /** What {@link #sequence} says of a sequence that ends before it is whole. */
    static final int INCOMPLETE = 0;

    private Utf8() {}

    /** Whether all of {@code bytes} between the two indices is well-formed. */
    public static boolean isWellFormed(byte[] bytes, int from, int to) {
        return wellFormedTo(bytes, from, to) == to;
    }

    /** The index of the first byte that does not begin a whole, well-formed sequence; {@code to} where all do. */
    static int wellFormedTo(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int length = sequence(bytes, at, to);
            if (length <= 0) {
                return at;
            }
            at += length;
        }
        return at;
    }

    /**
     * The sequence that begins at {@code at}.
     *
     * @return its length, 1 to 4; {@link #INCOMPLETE} when it is right as far as it goes; when it is ill-formed, the
     *     number of bytes to replace by one U+FFFD, negated
     */
    static int sequence(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int length = length(lead);
        if (length <= 1) {
            return length;
        }
        for (int i = 1; i < length; i++) {
            if (at + i == to) {
                return INCOMPLETE;
            }
            int next = bytes[at + i] & 0xFF;
            if (i == 1 ? !secondFits(lead, next) : (next & 0xC0) != 0x80) {
                return -i;
            }
        }
        return length;
    }

    private static int length(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return -1;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean secondFits(int lead, int second) {
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= lowest && second <= highest;
    }
}
