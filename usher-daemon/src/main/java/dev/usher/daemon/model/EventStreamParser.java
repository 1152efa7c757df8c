package dev.usher.daemon.model;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream of server-sent events as the WHATWG HTML standard has it (section 9.2.6), in pieces as they come: a byte
 * order mark in front, lines that end with LF, CR or CRLF, comments, any number of {@code data} lines. {@code id} and {@code
 * retry} are for a client that would come again, and are passed over. An event that the stream's end cuts short is dropped,
 * as the standard wants it.
 *
 * <pre>
 *   BETWEEN EVENTS ── bytes ──► WITHIN ONE ── empty line ──► BETWEEN EVENTS      nothing is kept but a few bits
 *                                 │   ▲
 *                    end of read  ▼   │ next read
 *                                 KEPT: its data so far and the line's beginning, in an array of its own
 * </pre>
 *
 * <p>While a read lasts, an event grows in the loop's scratch array; only one that the read's end leaves unfinished is given
 * an array of its own. On the loop.
 */
final class EventStreamParser {
    /** Longest line, and most data of one event. */
    static final int EVENT_BYTES_MAX = 4 * 1024 * 1024;

    /** What the line of the longest data has beside them: {@code data: }. */
    private static final int FIELD_NAME_BYTES = 8;

    /** Up to here an array that grows is made as large as it must be; from here on half as large again. */
    private static final int GROWN_EXACTLY_BYTES = 4096;

    /** What stands behind a call of {@link #parse}. */
    enum Outcome {
        /** All was read. */
        READ,
        /** The sink wants no more now; the rest is unread. */
        STOPPED,
        /** A line or an event is longer than {@link #EVENT_BYTES_MAX}; nothing can be read any more. */
        TOO_LONG
    }

    /** Takes what was read. */
    interface Sink {
        /**
         * One event.
         *
         * @param name what its last {@code event} field says, or {@code message}
         * @param data its data lines, joined by LF; to be read during this call only
         * @param from their first byte
         * @param to the end of them
         * @return whether to go on
         */
        boolean event(String name, byte[] data, int from, int to);

        /**
         * A comment: the source is alive.
         *
         * @return whether to go on
         */
        boolean comment();
    }

    private static final String NO_NAME = "message";
    private static final int NO_DATA = -1;

    private byte @Nullable [] kept;
    private int length; // of what the array holds: data, and behind them the line that is not finished
    private int dataFrom = NO_DATA;
    private int dataTo;
    private String name = NO_NAME;
    private boolean begun; // the first line is over, and with it the place of a byte order mark
    private boolean afterCr;

    /**
     * Reads on.
     *
     * @param in read up to the end, or to the end of the event after which the sink wanted no more
     */
    Outcome parse(ByteBuf in, Bench bench, Sink sink) {
        byte[] own = kept;
        Reading reading = bench.reading();
        reading.begin(own == null ? bench.lines() : own, own == null);
        kept = null; // an exception leaves nothing half done behind
        Outcome outcome = lines(in, reading, sink);
        if (outcome != Outcome.TOO_LONG && length > 0) {
            boolean fits = reading.array.length <= 2 * length + GROWN_EXACTLY_BYTES;
            kept = fits && !reading.lent ? reading.array : Arrays.copyOf(reading.array, length);
        }
        return outcome;
    }

    /** What a read works with: one object a loop. */
    static final class Reading {
        private final LineEnds ends = new LineEnds();
        private final Words words;
        private byte[] array = {};
        private boolean lent; // the array is the loop's

        Reading(Words words) {
            this.words = words;
        }

        private void begin(byte[] first, boolean isLent) {
            ends.reset();
            array = first;
            lent = isLent;
        }
    }

    private Outcome lines(ByteBuf in, Reading reading, Sink sink) {
        while (in.isReadable()) {
            if (afterCr) {
                afterCr = false;
                if (in.getByte(in.readerIndex()) == '\n') {
                    in.skipBytes(1);
                    continue;
                }
            }
            int end = reading.ends.next(in);
            if (!append(in, (end < 0 ? in.writerIndex() : end) - in.readerIndex(), reading)) {
                return Outcome.TOO_LONG;
            }
            if (end < 0) {
                break;
            }
            afterCr = in.readByte() == '\r';
            Outcome outcome = line(reading, sink);
            if (outcome != Outcome.READ) {
                return outcome;
            }
        }
        return Outcome.READ;
    }

    private boolean append(ByteBuf in, int count, Reading reading) {
        int needed = length + count;
        if (needed - lineFrom() > EVENT_BYTES_MAX + FIELD_NAME_BYTES) {
            return false;
        }
        byte[] array = reading.array;
        if (needed > array.length) {
            int more = needed > GROWN_EXACTLY_BYTES ? needed / 2 : 0;
            array = Arrays.copyOf(array, needed + more);
            reading.array = array;
            reading.lent = false;
        }
        in.readBytes(array, length, count);
        length = needed;
        return true;
    }

    private int lineFrom() {
        return dataFrom == NO_DATA ? 0 : dataTo;
    }

    private Outcome line(Reading reading, Sink sink) {
        byte[] array = reading.array;
        int from = lineFrom();
        int to = length;
        if (!begun) {
            begun = true;
            from += beginsWithMark(array, to) ? 3 : 0;
        }
        if (from == to) {
            return dispatch(array, sink);
        }
        length = lineFrom();
        int colon = from;
        while (colon < to && array[colon] != ':') {
            colon++;
        }
        if (colon == from) {
            return sink.comment() ? Outcome.READ : Outcome.STOPPED;
        }
        int value = Math.min(colon + 1, to);
        if (value < to && array[value] == ' ') {
            value++;
        }
        if (is(Field.DATA, array, from, colon)) {
            return data(array, value, to);
        }
        if (is(Field.EVENT, array, from, colon)) {
            name = value == to ? NO_NAME : reading.words.of(array, value, to);
        }
        return Outcome.READ;
    }

    private static boolean beginsWithMark(byte[] array, int to) {
        return to >= 3 && array[0] == (byte) 0xEF && array[1] == (byte) 0xBB && array[2] == (byte) 0xBF;
    }

    /** The fields that matter, as bytes. */
    private static final class Field {
        static final byte[] DATA = {'d', 'a', 't', 'a'};
        static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    }

    private static boolean is(byte[] field, byte[] array, int from, int to) {
        return Arrays.equals(array, from, to, field, 0, field.length);
    }

    /** The first data stay where their line was read; further ones move up to them, over the name of their field. */
    private Outcome data(byte[] array, int value, int to) {
        if (dataFrom == NO_DATA) {
            dataFrom = value;
            dataTo = to;
        } else {
            array[dataTo] = '\n';
            System.arraycopy(array, value, array, dataTo + 1, to - value);
            dataTo += 1 + to - value;
        }
        length = dataTo;
        return dataTo - dataFrom > EVENT_BYTES_MAX ? Outcome.TOO_LONG : Outcome.READ;
    }

    private Outcome dispatch(byte[] array, Sink sink) {
        int from = dataFrom;
        int to = dataTo;
        String called = name;
        length = 0;
        dataFrom = NO_DATA;
        name = NO_NAME;
        return from == NO_DATA || sink.event(called, array, from, to) ? Outcome.READ : Outcome.STOPPED;
    }
}
