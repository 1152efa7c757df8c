package dev.usher.server.content.java;

import dev.usher.server.content.java.AnswerPipe.Head;
import dev.usher.server.content.java.AnswerPipe.Mark;
import dev.usher.server.content.java.AnswerPipe.Piece;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.Headers;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A handler's answer: status and headers first, then the body. Short answers leave whole, with their length; longer ones, and
 * those that are flushed, as they grow. For the handler's thread.
 *
 * <pre>
 *   OPEN ── flush, or 16 KiB written ─► COMMITTED (the head has left) ─┬─ close, or the handler returns ─► CLOSED
 *     └──────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>An answer that carries {@code X-Socket-Handoff} is not sent: its client is handed to the seat named there, as with any
 * application, and what is written afterwards is dropped.
 */
public final class JavaResponse {
    private static final int MIN_STATUS = 200;
    private static final int MAX_STATUS = 599;
    private static final String SEAT = "X-Socket-Handoff";

    private final AnswerPipe pipe;
    private final boolean hasBody;
    private final Headers headers = new Headers();
    private final AnswerStream stream = new AnswerStream(this);
    private int status = MIN_STATUS;
    private boolean committed;
    private boolean closed;

    /** @param hasBody false for HEAD */
    JavaResponse(AnswerPipe pipe, boolean hasBody) {
        this.pipe = pipe;
        this.hasBody = hasBody;
    }

    /** 200 unless set. */
    public int status() {
        return status;
    }

    /**
     * Sets the status.
     *
     * @throws IllegalArgumentException outside 200…599 (1xx are the server's own)
     * @throws IllegalStateException where the head has left
     */
    public JavaResponse status(int newStatus) {
        requireUncommitted();
        if (newStatus < MIN_STATUS || newStatus > MAX_STATUS) {
            throw new IllegalArgumentException("a status must be between 200 and 599, not " + newStatus);
        }
        status = newStatus;
        return this;
    }

    /**
     * Makes this the only header of its name. Date, Server, Connection and the framing are the server's own; Content-Length may be
     * set where it is known, and is a promise.
     *
     * @param value ISO-8859-1, without control characters but HTAB; UTF-8 goes in as its bytes, as {@link #handOff} does it
     * @throws IllegalArgumentException for a name that is no token or a value that could leave its line
     * @throws IllegalStateException where the head has left
     */
    public JavaResponse header(String name, String value) {
        requireUncommitted();
        headers.set(name, value);
        return this;
    }

    /** Adds a header behind others of its name, as for Set-Cookie; else as {@link #header}. */
    public JavaResponse addHeader(String name, String value) {
        requireUncommitted();
        headers.add(name, value);
        return this;
    }

    /** Takes all headers of that name away; {@link IllegalStateException} where the head has left. */
    public JavaResponse removeHeader(String name) {
        requireUncommitted();
        headers.remove(name);
        return this;
    }

    /** The values of that name as they stand now; empty where there are none. */
    public List<String> headers(String name) {
        return List.copyOf(headers.all(name));
    }

    /** As {@code header("Content-Type", type)}. */
    public JavaResponse contentType(String type) {
        return header("Content-Type", type);
    }

    /**
     * Has the client handed to the seat that listens at a path, as soon as the answer is flushed or the handler returns.
     *
     * @param socketPath the seat's socket, below SocketHandoffAllowedPrefix
     * @param data what the seat is told, mostly JSON: text on one line, sent as UTF-8
     * @throws IllegalArgumentException for a line end or NUL in either: JSON writes them as escapes
     */
    public JavaResponse handOff(String socketPath, String data) {
        header(SEAT, bytes(socketPath));
        return header("X-Handoff-Data", bytes(data));
    }

    /** Header values are bytes: each byte of UTF-8 as the character of its number. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * The body. Writing waits while the client takes nothing, and throws an {@link IOException} once it has left. {@link
     * OutputStream#flush} lets what was written leave; {@link OutputStream#close} completes the answer.
     */
    public OutputStream body() {
        return stream;
    }

    /** Writes text as UTF-8 to the body. */
    public JavaResponse write(String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Lets the head, and what was written, leave now; waits while the client takes nothing. */
    public void flush() throws IOException {
        if (!closed) {
            hand(stream.take(), Mark.FLUSH);
        }
    }

    /** Whether the head has left and nothing in it can be changed. */
    public boolean isCommitted() {
        return committed;
    }

    /** Whether anybody is there to write to: false once the client has left, was handed off, or has its answer. */
    public boolean isClientThere() {
        return pipe.end() == null && !closed;
    }

    // ---- for the call

    /** Completes the answer; again: nothing. */
    void close() throws IOException {
        if (closed) {
            return;
        }
        requirePromiseKept();
        closed = true;
        pipe.finish(piece(stream.take(), Mark.LAST));
    }

    /** What fewer bytes than were promised would become: a client that waits for the rest. More are cut off by the server. */
    private void requirePromiseKept() throws IOException {
        String promised = headers.first("Content-Length");
        boolean bodiless = !hasBody || status == 204 || status == 205 || status == 304 || headers.contains(SEAT);
        boolean digits = promised != null && promised.matches("[0-9]{1,18}");
        Exchange.End end = pipe.end();
        if (end == null && !bodiless && digits && stream.written() < Long.parseLong(promised)) {
            throw new IOException(
                    "Content-Length promises " + promised + " bytes and " + stream.written() + " were written");
        }
    }

    void hand(byte[] bytes, Mark mark) throws IOException {
        pipe.hand(piece(bytes, mark));
    }

    private Piece piece(byte[] bytes, Mark mark) {
        Head head = committed ? null : new Head(status, headers.copy());
        committed = true;
        return new Piece(head, Unpooled.wrappedBuffer(bytes), mark);
    }

    /** The handler writes: it is not silent, however little it writes. */
    void progress() {
        pipe.progress();
    }

    void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the answer is complete; nothing can be written behind it");
        }
    }

    private void requireUncommitted() {
        if (committed) {
            throw new IllegalStateException("the head of this answer has left already");
        }
    }
}
