package dev.usher.server.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Parses the heads of requests, one after the other, from bytes cut anywhere (RFC 9112 §2 to §6). Strict: lines end
 * with CRLF, and no control character, folding or blank is forgiven. A limit is noticed at the first byte beyond it,
 * not at the line's end.
 *
 * <pre>
 *    ┌ empty line (at most HeadLimits.emptyLines)
 *    ▼ │
 *   BEFORE ── request line ─► FIELDS ── empty line, all checks ─► COMPLETE ── result() ─► BEFORE
 *      └──────── any fault ─────┴────────► FAILED: every feed throws the same error, no byte is consumed any more
 * </pre>
 *
 * Every error closes the connection ({@link HttpError#close}), also a 404, because what follows the fault cannot be
 * told apart. Not thread-safe.
 */
public final class HeadParser {
    private enum State {
        /** Nothing but empty lines and a part of the request line. */
        BEFORE,
        /** Behind the request line. */
        FIELDS,
        /** The empty line has been read; the result waits. */
        COMPLETE
    }

    private final HeadLimits limits;
    private final LineAssembler line = new LineAssembler(false);
    private State state = State.BEFORE;
    private Headers headers = new Headers();
    private int emptyLines;
    private int fieldBytes;
    private @Nullable String rawRequestLine;
    private @Nullable RequestLine requestLine;
    private @Nullable RequestHead head;
    private @Nullable HttpError failure;

    /** For all requests of one connection. */
    public HeadParser(HeadLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes bytes up to the end of the head and not one more; what is left in {@code in} is the body or the next
     * request.
     *
     * @return true when the head is complete and {@link #result} may be called; false when all bytes are consumed and
     *     more are needed
     * @throws HttpError 400, 404, 414, 417, 431, 501 or 505; the same again at each further call
     */
    public boolean feed(ByteBuf in) throws HttpError {
        if (failure != null) {
            throw failure;
        }
        try {
            while (state != State.COMPLETE) {
                if (!takeLine(in)) {
                    return false;
                }
            }
            return true;
        } catch (HttpError error) {
            failure = error.closing();
            line.release();
            throw failure;
        }
    }

    private boolean takeLine(ByteBuf in) throws HttpError {
        LineAssembler.Result result = line.feed(in, lineLimit());
        return switch (result) {
            case MORE -> false;
            case COMPLETE -> {
                String text = line.text();
                line.clear();
                accept(text);
                yield true;
            }
            case TOO_LONG -> throw tooLong();
            case BARE_CR, BARE_LF, CONTROL -> throw badByte(result);
        };
    }

    private int lineLimit() {
        return state == State.BEFORE
                ? limits.requestLineBytes()
                : Math.min(limits.fieldBytes(), limits.headBytes() - fieldBytes);
    }

    private void accept(String text) throws HttpError {
        if (state == State.BEFORE) {
            acceptFirst(text);
        } else if (text.isEmpty()) {
            complete();
        } else {
            acceptField(text);
        }
    }

    private void acceptFirst(String text) throws HttpError {
        if (text.isEmpty()) {
            if (++emptyLines > limits.emptyLines()) {
                throw HttpError.badRequest(
                        "There are too many empty lines.",
                        "more than " + limits.emptyLines() + " empty lines before a request line");
            }
            return;
        }
        rawRequestLine = text;
        requestLine = RequestLine.parse(text);
        state = State.FIELDS;
    }

    private void acceptField(String text) throws HttpError {
        if (headers.size() >= limits.fields()) {
            throw HttpError.of(
                    431,
                    "There are too many headers.",
                    "more than " + limits.fields() + " header lines (LimitRequestFields " + limits.fields() + ")");
        }
        fieldBytes += text.length();
        Headers.Field field = FieldLine.parse(text, 400);
        headers.add(field.name(), field.value());
    }

    private void complete() throws HttpError {
        RequestLine first = requestLine;
        if (first == null) {
            throw new IllegalStateException("fields without a request line");
        }
        head = new RequestHead(first.method(), first.target(), first.version(), headers);
        state = State.COMPLETE;
    }

    private HttpError tooLong() {
        if (state == State.BEFORE) {
            return HttpError.of(
                    414,
                    "The request line is too long.",
                    "the request line is longer than LimitRequestLine " + limits.requestLineBytes() + ": "
                            + Quoted.text(line.text()));
        }
        if (line.length() >= limits.fieldBytes()) {
            return HttpError.of(
                    431,
                    "A header line is too long.",
                    "a header line is longer than LimitRequestFieldSize " + limits.fieldBytes() + ": "
                            + Quoted.text(line.text()));
        }
        return HttpError.of(
                431,
                "The headers are too large.",
                "all header lines together are longer than " + limits.headBytes() + " bytes");
    }

    private HttpError badByte(LineAssembler.Result result) {
        String what = switch (result) {
            case BARE_CR -> "a CR that no LF follows";
            case BARE_LF -> "an LF that no CR precedes";
            default -> "a control character";
        };
        String where = state == State.BEFORE ? "the request line" : "a header line";
        return HttpError.badRequest(
                "The request is malformed.",
                where + " has " + what + " after " + Quoted.text(line.text()) + " (RFC 9112 §2.2)");
    }

    /**
     * True once a byte of a request has come; empty lines before it do not count. False again after {@link #result}.
     */
    public boolean started() {
        return state != State.BEFORE || line.length() > 0 || failure != null;
    }

    /**
     * The request line as it came, once it is complete, also of a request that was refused; for the log, not yet
     * escaped.
     */
    public @Nullable String requestLine() {
        return rawRequestLine;
    }

    /**
     * The complete head; afterwards the parser is ready for the next request and holds no buffer.
     *
     * @throws IllegalStateException if {@link #feed} has not returned true
     */
    public RequestHead result() {
        RequestHead result = head;
        if (result == null) {
            throw new IllegalStateException("the head is not complete");
        }
        state = State.BEFORE;
        headers = new Headers();
        emptyLines = 0;
        fieldBytes = 0;
        rawRequestLine = null;
        requestLine = null;
        head = null;
        line.release();
        return result;
    }
}
