package dev.usher.server.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chunked body (RFC 9112 §7.1) from bytes cut anywhere. Strict: a size is 1 to 16 hexadecimal digits with
 * nothing around them, CRLF is exactly that, extensions and trailers are limited. Trailers are checked and dropped:
 * none is ever merged into the head (RFC 9110 §6.5.1).
 *
 * <pre>
 *   SIZE ── ; ─► EXTENSION ── CR ─┐
 *    ▲ └───── CR ─────────────────┴► SIZE_LF ── size > 0 ─► DATA ─► DATA_CR ─► DATA_LF ─┐
 *    └────────────────────────────────────────────────────────────────────────────────┘
 *                                       └ size = 0 ─► TRAILERS ── empty line ─► ENDED
 * </pre>
 *
 * After a fault every call throws the same error. For one body; not thread-safe.
 */
public final class ChunkedDecoder {
    private enum State {
        /** Before or in the digits of a chunk's size. */
        SIZE,
        /** Behind a semicolon. */
        EXTENSION,
        /** Behind the CR of the size line. */
        SIZE_LF,
        /** In a chunk's data. */
        DATA,
        /** Behind a chunk's data. */
        DATA_CR,
        /** Behind the CR after a chunk's data. */
        DATA_LF,
        /** Behind the last chunk's size line. */
        TRAILERS,
        /** Behind the empty line. */
        ENDED
    }

    /** All extensions of one body together; nobody uses them but to hide something or to keep a server busy. */
    static final int MAX_EXTENSION_BYTES = 16 * 1024;

    private static final int MAX_SIZE_DIGITS = 16;

    private final HeadLimits limits;
    private final LineAssembler line = new LineAssembler(false);
    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extensionBytes;
    private int fields;
    private int trailerBytes;
    private @Nullable HttpError failure;

    /**
     * For one body.
     *
     * @param limits of the head; trailers count towards the same number of fields
     * @param fieldsInHead the field lines that the head had
     */
    public ChunkedDecoder(HeadLimits limits, int fieldsInHead) {
        this.limits = limits;
        this.fields = fieldsInHead;
    }

    /**
     * The next piece of the body: a retained slice of {@code in}, not empty, which the caller must release. Null when
     * {@code in} has no more of it: either it is empty, or the body {@linkplain #ended ended} and what is left in
     * {@code in} is the next request.
     *
     * @throws HttpError 400 malformed, 431 trailers beyond the limits
     */
    public @Nullable ByteBuf next(ByteBuf in) throws HttpError {
        if (failure != null) {
            throw failure;
        }
        try {
            while (state != State.ENDED && in.isReadable()) {
                if (state == State.DATA) {
                    return data(in);
                }
                if (state == State.TRAILERS) {
                    trailers(in);
                } else {
                    control(in.readByte() & 0xff);
                }
            }
            return null;
        } catch (HttpError error) {
            failure = error;
            line.release();
            throw error;
        }
    }

    private ByteBuf data(ByteBuf in) {
        int length = (int) Math.min(size, in.readableBytes());
        size -= length;
        if (size == 0) {
            state = State.DATA_CR;
        }
        return in.readRetainedSlice(length);
    }

    private void control(int b) throws HttpError {
        switch (state) {
            case SIZE -> sizeByte(b);
            case EXTENSION -> extensionByte(b);
            case SIZE_LF -> {
                expect('\n', b, "the CR of a chunk's size line");
                state = size > 0 ? State.DATA : State.TRAILERS;
            }
            case DATA_CR -> {
                expect('\r', b, "a chunk's data");
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                expect('\n', b, "a chunk's data and CR");
                state = State.SIZE;
                digits = 0;
            }
            default -> throw new AssertionError(state);
        }
    }

    private void sizeByte(int b) throws HttpError {
        int digit = Grammar.hex(b);
        if (digit >= 0) {
            if (++digits > MAX_SIZE_DIGITS || size > Long.MAX_VALUE >> 4) {
                throw error("a chunk's size has more than " + MAX_SIZE_DIGITS + " digits or is larger than "
                        + Long.MAX_VALUE);
            }
            size = size << 4 | digit;
        } else if (digits == 0) {
            throw error("a chunk's size begins with " + Quoted.character(b));
        } else if (b == ';') {
            state = State.EXTENSION;
        } else {
            expect('\r', b, "a chunk's size");
            state = State.SIZE_LF;
        }
    }

    private void extensionByte(int b) throws HttpError {
        if (b == '\r') {
            state = State.SIZE_LF;
        } else if (Grammar.isForbiddenControl(b)) {
            throw error("a chunk extension has the control character " + Quoted.character(b));
        } else if (++extensionBytes > MAX_EXTENSION_BYTES) {
            throw error("the chunk extensions are larger than " + MAX_EXTENSION_BYTES + " bytes");
        }
    }

    private static void expect(int wanted, int b, String after) throws HttpError {
        if (b != wanted) {
            throw error(Quoted.character(b) + " follows " + after + " instead of " + Quoted.character(wanted));
        }
    }

    private void trailers(ByteBuf in) throws HttpError {
        switch (line.feed(in, Math.min(limits.fieldBytes(), limits.headBytes() - trailerBytes))) {
            case MORE -> {}
            case COMPLETE -> trailer(line.text());
            case TOO_LONG ->
                throw tooLarge("longer than LimitRequestFieldSize " + limits.fieldBytes() + " or " + limits.headBytes()
                        + " in all");
            case BARE_CR, BARE_LF, CONTROL ->
                throw error(
                        "a trailer has a bare CR, a bare LF or a control character after " + Quoted.text(line.text()));
        }
    }

    private void trailer(String text) throws HttpError {
        line.clear();
        if (text.isEmpty()) {
            state = State.ENDED;
            line.release();
            return;
        }
        if (++fields > limits.fields()) {
            throw tooLarge("more than LimitRequestFields " + limits.fields() + " with the head's");
        }
        trailerBytes += text.length();
        FieldLine.parse(text, 400);
    }

    private static HttpError tooLarge(String limit) {
        return HttpError.of(431, "The trailers are too large.", "trailers are " + limit);
    }

    /** True once the last chunk and its trailers are read. */
    public boolean ended() {
        return state == State.ENDED;
    }

    private static HttpError error(String detail) {
        return HttpError.badRequest("The chunked body is malformed.", detail + " (RFC 9112 §7.1)");
    }
}
