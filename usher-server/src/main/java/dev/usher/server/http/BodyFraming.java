package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Metadata;
import dev.usher.server.bucket.SocketBucket;

/** Puts an answer's body on the wire so that the client knows where it ends (RFC 9112 §6). One for each answer. */
final class BodyFraming {
    /** How the end of the body is told. */
    enum Kind {
        /** No body at all: HEAD, 204, 205, 304; what is passed is dropped. */
        NONE,
        /** By Content-Length. */
        LENGTH,
        /** By the last chunk. */
        CHUNKED,
        /** By closing the connection. */
        CLOSE
    }

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final Kind kind;
    private final long promised;
    private long passed;
    private long dropped;

    private BodyFraming(Kind kind, long promised) {
        this.kind = kind;
        this.promised = promised;
    }

    static BodyFraming of(Kind kind) {
        return new BodyFraming(kind, kind == Kind.NONE ? 0 : UNLIMITED);
    }

    static BodyFraming length(long bytes) {
        return new BodyFraming(Kind.LENGTH, bytes);
    }

    Kind kind() {
        return kind;
    }

    /** Bytes of the body itself that were passed on. */
    long bodyBytes() {
        return passed;
    }

    /** Bytes that were beyond the promised length. */
    long surplus() {
        return kind == Kind.LENGTH ? dropped : 0;
    }

    /** Bytes that were promised and have not come. */
    long missing() {
        return kind == Kind.LENGTH ? promised - passed : 0;
    }

    /**
     * Moves the content of {@code from} to {@code into}, framed; what follows Eos is left. An Eos is not moved: the
     * caller ends.
     *
     * @return whether Eos was there
     */
    boolean frame(Brigade from, Brigade into) {
        try (Brigade run = new Brigade()) {
            while (!from.isEmpty()) {
                Bucket bucket = from.removeFirst();
                if (bucket instanceof Eos) {
                    endRun(run, into);
                    end(into);
                    return true;
                }
                if (bucket instanceof Metadata && !(bucket instanceof EndOfRequest)) {
                    endRun(run, into);
                    into.append(bucket);
                } else {
                    run.append(bucket);
                }
            }
            endRun(run, into);
            return false;
        }
    }

    /** What stood between two signs becomes one chunk, or so much of it as was promised. */
    private void endRun(Brigade run, Brigade into) {
        long length = run.length();
        long allowed = Math.min(length, promised - passed);
        if (allowed > 0) {
            if (kind == Kind.CHUNKED) {
                into.append(Data.latin1(Long.toHexString(allowed) + "\r\n"));
            }
            run.partition(into, allowed);
            if (kind == Kind.CHUNKED) {
                into.append(Data.latin1("\r\n"));
            }
        }
        passed += Math.max(0, allowed);
        dropped += length - Math.max(0, allowed);
        run.close();
    }

    private void end(Brigade into) {
        if (kind == Kind.CHUNKED) {
            into.append(Data.latin1("0\r\n\r\n"));
        }
    }

    /** Whether a bucket can be a part of a body. */
    static boolean isBody(Bucket bucket) {
        return switch (bucket) {
            case Data _, FileRange _, Metadata _ -> true;
            case SocketBucket _ -> false;
        };
    }
}
