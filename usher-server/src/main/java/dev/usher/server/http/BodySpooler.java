package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body whole before anybody answers, so that a slow body holds nobody. Takes its bytes and not one
 * beyond.
 */
final class BodySpooler implements AutoCloseable {
    private static final int READ_BYTES = 64 * 1024;
    private static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir"));

    /** How far the body has come. */
    enum Progress {
        MORE,
        COMPLETE,
        CLIENT_ENDED
    }

    private final Framing framing;
    private final long limitBytes;
    private final @Nullable ChunkedDecoder chunks;
    private final Spool spool = new Spool(FOLDER);
    private final long startNanos = System.nanoTime();
    private long received;

    /** @throws HttpError 413 where the head already says that the body is longer than {@code limits} allow */
    BodySpooler(RequestHead head, HttpLimits limits) throws HttpError {
        this.framing = head.framing();
        this.limitBytes = limits.bodyBytes() == 0 ? Long.MAX_VALUE : limits.bodyBytes();
        this.chunks = framing instanceof Framing.Chunked
                ? new ChunkedDecoder(limits.head(), head.headers().size())
                : null;
        if (framing instanceof Framing.Length length) {
            requireWithin(length.bytes());
        }
    }

    private void requireWithin(long bytes) throws HttpError {
        if (bytes > limitBytes) {
            throw HttpError.of(
                    413,
                    "The request's body is longer than this server takes.",
                    "a body of " + bytes + " bytes or more is over LimitRequestBody " + limitBytes);
        }
    }

    /** Takes what is there. */
    Progress read(Input in) throws IOException, HttpError {
        Progress progress = Progress.COMPLETE;
        switch (framing) {
            case Framing.None _ -> {
                // Nothing to read.
            }
            case Framing.Length length -> progress = readLength(in, length.bytes());
            case Framing.Chunked _ -> progress = readChunks(in);
            case Framing.UntilClose _ -> throw new IllegalStateException("a request does not end by closing");
        }
        return progress;
    }

    private Progress readLength(Input in, long bytes) throws IOException {
        while (spool.length() < bytes) {
            try (Brigade into = new Brigade()) {
                int limit = (int) Math.min(READ_BYTES, bytes - spool.length());
                Status status = in.get(into, ReadMode.READBYTES, Block.NONBLOCK, limit);
                if (status == Status.EOF) {
                    return Progress.CLIENT_ENDED;
                }
                if (into.isEmpty()) {
                    return Progress.MORE;
                }
                for (Bucket bucket : into) {
                    keep(bucket);
                }
            }
        }
        return Progress.COMPLETE;
    }

    private void keep(Bucket bucket) throws IOException {
        if (bucket instanceof Data data) {
            received += data.length();
            spool.append(data.content());
        }
    }

    /** Looks at what is there, and takes as much as the decoder has understood: what follows the body stays. */
    private Progress readChunks(Input in) throws IOException, HttpError {
        // SPECULATIVE never says EOF; EATCRLF does, and with nothing there it drops nothing.
        ChunkedDecoder decoder = Objects.requireNonNull(chunks);
        while (!decoder.ended()) {
            int used;
            try (Brigade seen = new Brigade()) {
                Status status = in.get(seen, ReadMode.SPECULATIVE, Block.NONBLOCK, READ_BYTES);
                if (status != Status.EOF && seen.isEmpty()) {
                    status = in.get(seen, ReadMode.EATCRLF, Block.NONBLOCK, 1);
                }
                if (status == Status.EOF) {
                    return Progress.CLIENT_ENDED;
                }
                if (seen.isEmpty()) {
                    return Progress.MORE;
                }
                used = decode(decoder, seen);
            }
            drop(in, used);
        }
        return Progress.COMPLETE;
    }

    private int decode(ChunkedDecoder decoder, Brigade seen) throws IOException, HttpError {
        int used = 0;
        for (Bucket bucket : seen) {
            if (bucket instanceof Data data && !decoder.ended()) {
                ByteBuf bytes = data.content();
                int before = bytes.readableBytes();
                for (ByteBuf piece = decoder.next(bytes); piece != null; piece = decoder.next(bytes)) {
                    try {
                        requireWithin(spool.length() + piece.readableBytes());
                        spool.append(piece);
                    } finally {
                        piece.release();
                    }
                }
                used += before - bytes.readableBytes();
            }
        }
        return used;
    }

    private void drop(Input in, int bytes) throws IOException {
        received += bytes;
        int left = bytes;
        while (left > 0) {
            try (Brigade dropped = new Brigade()) {
                in.get(dropped, ReadMode.READBYTES, Block.NONBLOCK, left);
                if (dropped.isEmpty()) {
                    throw new IOException("a filter of the connection gives fewer bytes than it has shown");
                }
                left -= (int) dropped.length();
            }
        }
    }

    /** Bytes of the body received so far, chunks' framing counted. */
    long received() {
        return received;
    }

    long startNanos() {
        return startNanos;
    }

    /** The whole body, once it is COMPLETE. */
    SpooledBody take() {
        return spool.finish();
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
