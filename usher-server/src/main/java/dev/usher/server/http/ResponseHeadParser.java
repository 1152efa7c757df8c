package dev.usher.server.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Parses the heads of answers, from bytes cut anywhere: an application's, which is fields alone with an optional
 * {@code Status} (RFC 3875 §6), or a seat's, which begins with a status line (RFC 9112 §4). LF ends a line as CRLF
 * does; a bare CR, NUL, folding and any line that is no field are errors. The head is limited to {@value #HEAD_BYTES}
 * bytes, the value of X-Handoff-Data not counted, which has a limit of its own.
 *
 * <pre>
 *   STATUS_LINE (http() only) ─► FIELDS ── empty line ─► COMPLETE ── result() ─► STATUS_LINE | FIELDS
 *        └────── any fault ───────┴────► every feed throws the same error
 * </pre>
 *
 * Not thread-safe.
 */
public final class ResponseHeadParser {
    /** All lines without their ends, X-Handoff-Data's value excepted (DESIGN §5). */
    public static final int HEAD_BYTES = 64 * 1024;

    /**
     * X-Handoff-Data's value: 20 times what one message takes by default, so that the log can still name the size of
     * what is too large. All such lines together: there should be one.
     */
    public static final int HANDOFF_DATA_BYTES = 4 * 1024 * 1024;

    private static final String HANDOFF_DATA = "X-Handoff-Data:";

    private enum State {
        /** Before or in the status line. */
        STATUS_LINE,
        /** Behind it, or from the start where there is none. */
        FIELDS,
        /** The empty line has been read; the result waits. */
        COMPLETE
    }

    private final LineAssembler line = new LineAssembler(true);
    private final State first;
    private State state;
    private int headBytes;
    private int dataBytes;
    private Headers headers = new Headers();
    private @Nullable StatusLine statusLine;
    private @Nullable HttpError failure;

    private ResponseHeadParser(State first) {
        this.first = first;
        this.state = first;
    }

    /** For an application's answer (CGI, FastCGI). */
    public static ResponseHeadParser cgi() {
        return new ResponseHeadParser(State.FIELDS);
    }

    /** For an answer that begins with {@code HTTP/1.x}. */
    public static ResponseHeadParser http() {
        return new ResponseHeadParser(State.STATUS_LINE);
    }

    /**
     * Takes bytes up to the end of the head and not one more; what is left in {@code in} is the body.
     *
     * @return true when the head is complete and {@link #result} may be called; false when all bytes are consumed and
     *     more are needed
     * @throws HttpError 502, or 500 where X-Handoff-Data is larger than {@value #HANDOFF_DATA_BYTES} bytes; the same
     *     again at each further call
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
            failure = error;
            line.release();
            throw error;
        }
    }

    private boolean takeLine(ByteBuf in) throws HttpError {
        LineAssembler.Result result = line.feed(in, HEAD_BYTES - headBytes);
        boolean data = line.startsWith(HANDOFF_DATA);
        if (result == LineAssembler.Result.TOO_LONG && data) {
            result = line.feed(in, HANDOFF_DATA.length() + HANDOFF_DATA_BYTES - dataBytes);
        }
        return switch (result) {
            case MORE -> false;
            case COMPLETE -> {
                count(data);
                String text = line.text();
                line.clear();
                accept(text);
                yield true;
            }
            case TOO_LONG -> throw data ? dataTooLarge() : error("the head is larger than " + HEAD_BYTES + " bytes");
            case BARE_CR, BARE_LF, CONTROL ->
                throw error("a line has a bare CR or NUL after " + Quoted.text(line.text()));
        };
    }

    private void count(boolean data) {
        int head = data ? HANDOFF_DATA.length() : line.length();
        headBytes += head;
        dataBytes += line.length() - head;
    }

    private void accept(String text) throws HttpError {
        if (state == State.STATUS_LINE) {
            statusLine = StatusLine.http(text);
            state = State.FIELDS;
        } else if (text.isEmpty()) {
            state = State.COMPLETE;
        } else {
            acceptField(FieldLine.parse(text, 502));
        }
    }

    private void acceptField(Headers.Field field) throws HttpError {
        if (first == State.FIELDS && field.is("Status")) {
            if (statusLine != null) {
                throw error("Status twice");
            }
            statusLine = StatusLine.cgi(field.value());
        } else {
            headers.add(field.name(), field.value());
        }
    }

    /**
     * The complete head; afterwards the parser is ready for another one (an upstream's final head after 1xx) and holds
     * no buffer. Without Status an application's answer is 200, with Location 302 (RFC 3875 §6.2.3).
     *
     * @throws IllegalStateException if {@link #feed} has not returned true
     */
    public ResponseHead result() {
        if (state != State.COMPLETE) {
            throw new IllegalStateException("the head is not complete");
        }
        StatusLine line =
                statusLine == null ? StatusLine.standard(headers.contains("Location") ? 302 : 200) : statusLine;
        ResponseHead head = new ResponseHead(line.status(), line.reason(), line.version(), headers);
        state = first;
        headers = new Headers();
        headBytes = 0;
        dataBytes = 0;
        statusLine = null;
        this.line.release();
        return head;
    }

    private static HttpError dataTooLarge() {
        return HttpError.of(
                500,
                "The application's handoff data is too large.",
                "X-Handoff-Data is larger than " + HANDOFF_DATA_BYTES + " bytes");
    }

    private static HttpError error(String fault) {
        return HttpError.of(502, "The application's answer is malformed.", "the application's head: " + fault);
    }
}
