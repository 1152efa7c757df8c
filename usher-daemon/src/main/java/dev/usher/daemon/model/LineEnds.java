package dev.usher.daemon.model;

import io.netty.buffer.ByteBuf;

/**
 * Finds the ends of lines in one read: LF, CR, or both. Each of the two is looked for once over the whole read, not once a
 * line, so that a read of many lines is searched in time proportional to its size. One object a loop.
 */
final class LineEnds {
    private static final int UNKNOWN = -2;
    private static final int NONE = -1;

    private int carriageReturn;
    private int lineFeed;

    /** Begins a new read. */
    void reset() {
        carriageReturn = UNKNOWN;
        lineFeed = UNKNOWN;
    }

    /** The index of the first CR or LF that is still to be read; -1 where there is none. */
    int next(ByteBuf in) {
        int from = in.readerIndex();
        carriageReturn = from(carriageReturn, from, in, (byte) '\r');
        lineFeed = from(lineFeed, from, in, (byte) '\n');
        if (carriageReturn == NONE || lineFeed == NONE) {
            return Math.max(carriageReturn, lineFeed);
        }
        return Math.min(carriageReturn, lineFeed);
    }

    private static int from(int known, int from, ByteBuf in, byte wanted) {
        return known == NONE || known >= from ? known : in.indexOf(from, in.writerIndex(), wanted);
    }
}
