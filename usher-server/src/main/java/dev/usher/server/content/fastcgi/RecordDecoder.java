package dev.usher.server.content.fastcgi;

import dev.usher.server.http.HttpError;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Reads the records an application sends, however they are cut into reads.
 *
 * <pre>
 * HEADER ─ 8 bytes ─► CONTENT ─ length ─► PADDING ─ padding length ─► HEADER
 *    │                   └ of END_REQUEST ─► ENDED (whatever follows is counted and dropped)
 *    └ another version, request or type ─► 502, for good
 * </pre>
 *
 * <p>Lengths are kept in ints of their own, content and padding never added up in 16 bits. Content is given on as it
 * comes, so no record is ever collected. Not thread-safe: it lives on one loop.
 */
final class RecordDecoder {
    /** What the records say. Buffers are valid during the call only; a sink that keeps one retains it. */
    interface Sink {
        /** Some bytes of the application's answer; never empty. */
        void stdout(ByteBuf data) throws IOException, HttpError;

        /** Some bytes of its error output; never empty. */
        void stderr(ByteBuf data) throws IOException, HttpError;

        /** The application is done; {@code protocolStatus} is 0 where it took the request (section 5.5). */
        void end(int protocolStatus) throws IOException, HttpError;
    }

    private enum State {
        /** Between records, or inside the eight bytes of a header. */
        HEADER,
        /** Inside a record's content. */
        CONTENT,
        /** Inside the bytes that follow it and mean nothing. */
        PADDING,
        /** After END_REQUEST: nothing may follow. */
        ENDED
    }

    private static final int VERSION = 1;

    private final Sink sink;
    private State state = State.HEADER;
    private long gathered; // the bytes of a header or of END_REQUEST seen so far, big-endian
    private int gatheredBytes;
    private int type;
    private int contentLeft;
    private int paddingLeft;
    private boolean stdoutClosed;

    RecordDecoder(Sink sink) {
        this.sink = sink;
    }

    /** True once END_REQUEST was read. */
    boolean ended() {
        return state == State.ENDED;
    }

    /** True where a close now would cut a record in two. */
    boolean insideRecord() {
        return state != State.ENDED && (state != State.HEADER || gatheredBytes > 0);
    }

    /** Reads all of {@code in}; the caller keeps its reference. */
    void feed(ByteBuf in) throws IOException, HttpError {
        while (in.isReadable() && state != State.ENDED) {
            switch (state) {
                case HEADER -> header(in);
                case CONTENT -> content(in);
                case PADDING -> padding(in);
                case ENDED -> throw new AssertionError();
            }
        }
        in.skipBytes(in.readableBytes());
    }

    private void header(ByteBuf in) throws HttpError {
        if (!gather(in)) {
            return;
        }
        int version = (int) (gathered >>> 56);
        type = (int) (gathered >>> 48) & 0xff;
        int requestId = (int) (gathered >>> 32) & 0xffff;
        contentLeft = (int) (gathered >>> 16) & 0xffff;
        paddingLeft = (int) (gathered >>> 8) & 0xff;
        check(version, requestId);
        state = contentLeft > 0 ? State.CONTENT : afterContent();
    }

    /** Collects eight bytes into {@link #gathered}; true when they are all there. */
    private boolean gather(ByteBuf in) {
        if (gatheredBytes == 0 && in.readableBytes() >= RecordEncoder.HEADER_BYTES) {
            gathered = in.readLong(); // all at once, as nearly always
            return true;
        }
        while (gatheredBytes < RecordEncoder.HEADER_BYTES && in.isReadable()) {
            gathered = gathered << 8 | in.readUnsignedByte();
            gatheredBytes++;
        }
        if (gatheredBytes < RecordEncoder.HEADER_BYTES) {
            return false;
        }
        gatheredBytes = 0;
        return true;
    }

    private void check(int version, int requestId) throws HttpError {
        if (version != VERSION) {
            throw broken("FastCGI version " + version + " from the application; 1 is spoken here");
        }
        if (requestId != RecordEncoder.REQUEST_ID) {
            throw broken("record for request " + requestId + " on a connection of one request, number 1");
        }
        switch (type) {
            case RecordType.STDOUT -> checkStdout();
            case RecordType.STDERR -> {}
            case RecordType.END_REQUEST -> checkEnd();
            default -> throw broken("record of type " + type + ", which no application may send");
        }
    }

    private void checkStdout() throws HttpError {
        if (stdoutClosed && contentLeft > 0) {
            throw broken("output after the empty record that ends it");
        }
        stdoutClosed = contentLeft == 0;
    }

    private void checkEnd() throws HttpError {
        if (contentLeft != RecordEncoder.HEADER_BYTES) {
            throw broken("END_REQUEST of " + contentLeft + " bytes; it has 8");
        }
    }

    private void content(ByteBuf in) throws IOException, HttpError {
        if (type == RecordType.END_REQUEST) {
            end(in);
            return;
        }
        int length = Math.min(contentLeft, in.readableBytes());
        contentLeft -= length;
        if (contentLeft == 0) {
            state = afterContent();
        }
        ByteBuf data = in.readSlice(length);
        if (type == RecordType.STDOUT) {
            sink.stdout(data);
        } else {
            sink.stderr(data);
        }
    }

    private void end(ByteBuf in) throws IOException, HttpError {
        if (gather(in)) {
            state = State.ENDED;
            sink.end((int) (gathered >>> 24) & 0xff);
        }
    }

    private void padding(ByteBuf in) {
        int length = Math.min(paddingLeft, in.readableBytes());
        in.skipBytes(length);
        paddingLeft -= length;
        if (paddingLeft == 0) {
            state = State.HEADER;
        }
    }

    private State afterContent() {
        return paddingLeft > 0 ? State.PADDING : State.HEADER;
    }

    private static HttpError broken(String fault) {
        return HttpError.of(502, "The application's answer is malformed.", "FastCGI: " + fault);
    }
}
