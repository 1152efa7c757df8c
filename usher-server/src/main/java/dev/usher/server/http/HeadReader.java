package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Pulls one request's head, line by line, and leaves every byte behind it where it is. Holds nothing between requests.
 */
final class HeadReader {
    /** How far the head has come. */
    enum Progress {
        /** Bytes are missing. */
        MORE,
        /** {@link #take} gives it. */
        COMPLETE,
        /** The client has ended its stream before the head was whole. */
        CLIENT_ENDED
    }

    private final HeadLimits limits;
    private @Nullable HeadParser parser;
    private long bytes;
    private long startNanos;
    private long startEpochMillis;

    HeadReader(HeadLimits limits) {
        this.limits = limits;
    }

    /** Takes what is there. */
    Progress read(Input in) throws IOException, HttpError {
        while (true) {
            try (Brigade line = new Brigade()) {
                Status status = in.get(line, ReadMode.GETLINE, Block.NONBLOCK, Input.LINE_LIMIT);
                if (status == Status.EOF) {
                    return Progress.CLIENT_ENDED;
                }
                if (line.isEmpty()) {
                    return Progress.MORE;
                }
                if (feed(line)) {
                    return Progress.COMPLETE;
                }
                if (line.hasEos()) { // a filter's word that nothing more comes
                    return Progress.CLIENT_ENDED;
                }
            }
        }
    }

    private boolean feed(Brigade line) throws HttpError {
        HeadParser into = parser();
        if (!into.started()) { // what was before are empty lines, which are no part of a request
            startNanos = System.nanoTime();
            startEpochMillis = System.currentTimeMillis();
        }
        boolean complete = false;
        for (Bucket bucket : line) {
            if (bucket instanceof Data data) {
                bytes += data.length();
                complete = into.feed(data.content());
            }
        }
        return complete;
    }

    private HeadParser parser() {
        if (parser == null) {
            parser = new HeadParser(limits);
        }
        return parser;
    }

    /** Whether a byte of the head has come; empty lines before it are none (RFC 9112 §2.2). */
    boolean isStarted() {
        return parser != null && parser.started();
    }

    /** Bytes of the head so far. */
    long bytes() {
        return bytes;
    }

    /** When the first byte was seen, by {@link System#nanoTime}; now where none was. */
    long startNanos() {
        return isStarted() ? startNanos : System.nanoTime();
    }

    /** When the first byte was seen, in milliseconds since 1970; now where none was. */
    long startEpochMillis() {
        return isStarted() ? startEpochMillis : System.currentTimeMillis();
    }

    /** The request line where it is complete, for the log. */
    @Nullable
    String requestLine() {
        return parser == null ? null : parser.requestLine();
    }

    /** The complete head; its parser is kept no longer. */
    RequestHead take() {
        return parser().result();
    }

    /** Ready for the next request. */
    void reset() {
        parser = null;
        bytes = 0;
    }
}
