package dev.usher.server.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects one line from pieces of any size. What it says depends on the bytes alone, never on how they were cut:
 *
 * <pre>
 *            other byte (limit, control)
 *              ┌─────┐
 *              ▼     │          LF
 *   clear() ─► IN LINE ── CR ─► AFTER CR ──► COMPLETE
 *              │                  └ other ─► BARE_CR
 *              └ LF ─► COMPLETE if lenient, else BARE_LF
 * </pre>
 *
 * After anything but MORE and COMPLETE the line is lost, with one exception: TOO_LONG has consumed nothing beyond the
 * limit, so the caller may go on with a larger one. Not thread-safe.
 */
final class LineAssembler {
    /** What came of the bytes. */
    enum Result {
        /** All bytes are consumed and the line is not at its end. */
        MORE,
        /** The line with its end is consumed, and nothing behind it. */
        COMPLETE,
        /** The next byte would exceed the limit; it is not consumed. */
        TOO_LONG,
        /** CR without LF behind it. */
        BARE_CR,
        /** LF without CR before it, where that is refused. */
        BARE_LF,
        /** A control character that may not be in a line. */
        CONTROL
    }

    private static final byte[] NOTHING = new byte[0];
    private static final int FIRST_BYTES = 256;
    private static final int PIECE_BYTES = 128;

    private final boolean lenient;
    private byte[] line = NOTHING;
    private int length;
    private boolean afterCr;

    /**
     * Strict takes CRLF only and refuses every control character but HTAB (RFC 9112 §2.2). Lenient is for applications'
     * answers (RFC 3875 §6): LF ends a line too, and of the control characters only NUL and a bare CR are refused here.
     */
    LineAssembler(boolean lenient) {
        this.lenient = lenient;
    }

    /**
     * Takes bytes up to the end of the line.
     *
     * @param limit the most bytes the line may have without its end; counted from the line's first byte, not from this
     *     call
     */
    Result feed(ByteBuf in, int limit) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        Result result = Result.MORE;
        while (at < end && result == Result.MORE) {
            at += afterCr ? 0 : takePlain(in, at, Math.min(end - at, limit - length));
            if (at == end) {
                break;
            }
            result = take(in.getByte(at) & 0xff, limit);
            at += result == Result.TOO_LONG ? 0 : 1;
        }
        in.readerIndex(at);
        return result;
    }

    /** The bytes before the first one that {@link #take} must look at, copied in bulk; at most a piece at a time. */
    private int takePlain(ByteBuf in, int at, int most) {
        int count = Math.clamp(most, 0, PIECE_BYTES);
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(FIRST_BYTES, (length + count) * 2));
        }
        in.getBytes(at, line, length, count);
        int plain = 0;
        while (plain < count && !Grammar.isForbiddenControl(line[length + plain] & 0xff)) {
            plain++;
        }
        length += plain;
        return plain;
    }

    private Result take(int b, int limit) {
        if (afterCr) {
            return b == '\n' ? Result.COMPLETE : Result.BARE_CR;
        }
        if (b == '\r') {
            afterCr = true;
            return Result.MORE;
        }
        if (b == '\n') {
            return lenient ? Result.COMPLETE : Result.BARE_LF;
        }
        if (length >= limit) {
            return Result.TOO_LONG;
        }
        if (lenient ? b == 0 : Grammar.isForbiddenControl(b)) {
            return Result.CONTROL;
        }
        append((byte) b);
        return Result.MORE;
    }

    private void append(byte b) {
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.max(FIRST_BYTES, length * 2));
        }
        line[length++] = b;
    }

    /** The bytes so far, without the line's end. */
    int length() {
        return length;
    }

    /** The line so far, ISO-8859-1, without its end. */
    String text() {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** True if the line so far begins with that ASCII prefix, whatever the case of its letters. */
    boolean startsWith(String prefix) {
        return length >= prefix.length()
                && Grammar.sameIgnoringCase(new String(line, 0, prefix.length(), StandardCharsets.ISO_8859_1), prefix);
    }

    /** Ready for the next line, with the buffer of the last. */
    void clear() {
        length = 0;
        afterCr = false;
    }

    /** Ready for the next line, and without a buffer: an idle connection holds none. */
    void release() {
        clear();
        line = NOTHING;
    }
}
