package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import dev.usher.server.connection.Surplus;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's body without its framing, and then Eos: what stands behind a request's input filters. Takes the body's bytes off
 * the connection and not one beyond.
 *
 * <pre>
 *   begin() ─► READING ── the framing's end ─► Eos, then EOF for good
 *                 ├── malformed, too long ─► the same error for good
 *                 └── the client ends ─────► EOF without Eos
 * </pre>
 */
final class FramedBody implements InputFilter, Surplus.Maker, AutoCloseable {
    private static final int READ_BYTES = 64 * 1024;

    private final Input in;
    private final RequestHead head;
    private final Surplus surplus = new Surplus();
    private long limitBytes;
    private @Nullable ChunkedDecoder chunks;
    private long received;
    private long taken;
    private boolean over;
    private boolean clientEnded;
    private @Nullable HttpError refusal;

    /** @param in the connection's */
    FramedBody(Input in, RequestHead head) {
        this.in = in;
        this.head = head;
    }

    /**
     * Before the first read.
     *
     * @throws HttpError 413 where the head already says that the body is longer than {@code limits} allow
     */
    void begin(HttpLimits limits) throws HttpError {
        limitBytes = limits.bodyBytes() == 0 ? Long.MAX_VALUE : limits.bodyBytes();
        if (head.framing() instanceof Framing.Chunked) {
            chunks = new ChunkedDecoder(limits.head(), head.headers().size());
        }
        if (head.framing() instanceof Framing.Length length) {
            requireWithin(length.bytes(), limitBytes);
        }
    }

    static void requireWithin(long bytes, long limitBytes) throws HttpError {
        if (bytes > limitBytes) {
            throw HttpError.of(
                    413,
                    "The request's body is longer than this server takes.",
                    "a body of " + bytes + " bytes or more is over LimitRequestBody " + limitBytes);
        }
    }

    /** Bytes of the body received so far, chunks' framing counted. */
    long received() {
        return received;
    }

    /** Whether all of the body was given out, and its Eos. */
    boolean isOver() {
        return over && surplus.isEmpty();
    }

    /** Whether the client has ended in the midst of it. */
    boolean hasClientEnded() {
        return clientEnded;
    }

    /** What was wrong with it, or null. */
    @Nullable
    HttpError refusal() {
        return refusal;
    }

    @Override
    public Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        return switch (mode) {
            case INIT -> Status.SUCCESS;
            case EXHAUSTIVE -> read(into, Block.NONBLOCK, READ_BYTES); // of the body; the socket is not the request's
            case GETLINE, READBYTES, SPECULATIVE, EATCRLF -> surplus.get(into, mode, block, limit, this);
        };
    }

    /** As READBYTES, past all filters. */
    Status read(Brigade into, Block block, int limit) throws IOException {
        return surplus.get(into, ReadMode.READBYTES, block, limit, this);
    }

    @Override
    public Status more(Brigade ready, ReadMode mode, Block block, int limit) throws IOException {
        if (over || clientEnded) {
            return Status.EOF;
        }
        try {
            if (refusal != null) {
                throw refusal;
            }
            return switch (head.framing()) {
                case Framing.None _ -> ended(ready);
                case Framing.Length length -> readLength(ready, block, limit, length.bytes());
                case Framing.Chunked _ -> readChunks(ready, block, limit);
                case Framing.UntilClose _ -> throw new IllegalStateException("a request does not end by closing");
            };
        } catch (HttpError e) {
            refusal = e;
            throw new IOException("the request's body is refused: " + e.detail(), e);
        }
    }

    private Status ended(Brigade ready) {
        over = true;
        ready.append(new Eos());
        return Status.SUCCESS;
    }

    private Status clientEnd() {
        clientEnded = true;
        return Status.EOF;
    }

    private Status readLength(Brigade ready, Block block, int limit, long bytes) throws IOException {
        if (taken == bytes) {
            return ended(ready);
        }
        try (Brigade come = new Brigade()) {
            Status status = in.get(come, ReadMode.READBYTES, block, (int) Math.min(limit, bytes - taken));
            if (status == Status.EOF || come.hasEos()) {
                return clientEnd();
            }
            if (come.isEmpty()) {
                return Status.AGAIN;
            }
            while (!come.isEmpty()) {
                keep(come.removeFirst(), ready);
            }
            return taken == bytes ? ended(ready) : Status.SUCCESS;
        }
    }

    private void keep(Bucket bucket, Brigade ready) {
        received += Math.max(0, bucket.length());
        taken += Math.max(0, bucket.length());
        ready.append(bucket);
    }

    /** Looks at what is there, and takes as much as the decoder has understood: what follows the body stays. */
    private Status readChunks(Brigade ready, Block block, int limit) throws IOException, HttpError {
        ChunkedDecoder decoder = Objects.requireNonNull(chunks);
        try (Brigade seen = new Brigade()) {
            Status status = in.get(seen, ReadMode.SPECULATIVE, block, limit);
            boolean onlyLooked = status == Status.EOF || !seen.isEmpty();
            if (!onlyLooked) { // not every filter tells the end to who only looks
                status = in.get(seen, ReadMode.READBYTES, Block.NONBLOCK, 1);
            }
            if (status == Status.EOF || (seen.hasEos() && seen.length() == 0)) {
                return clientEnd();
            }
            if (seen.isEmpty()) {
                return Status.AGAIN;
            }
            int used = decode(decoder, seen, ready);
            received += used;
            if (onlyLooked) {
                drop(used);
            }
        }
        return decoder.ended() ? ended(ready) : Status.SUCCESS;
    }

    private int decode(ChunkedDecoder decoder, Brigade seen, Brigade ready) throws HttpError {
        int used = 0;
        for (Bucket bucket : seen) {
            if (bucket instanceof Data data && !decoder.ended()) {
                ByteBuf bytes = data.content();
                int before = bytes.readableBytes();
                for (ByteBuf piece = decoder.next(bytes); piece != null; piece = decoder.next(bytes)) {
                    taken += piece.readableBytes();
                    ready.append(new Data(piece));
                    requireWithin(taken, limitBytes);
                }
                used += before - bytes.readableBytes();
            }
        }
        return used;
    }

    private void drop(int bytes) throws IOException {
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

    @Override
    public boolean pending(Link link) {
        return surplus.hasBytes() || (!over && in.pending());
    }

    /** Releases what nobody has taken. */
    @Override
    public void close() {
        surplus.close();
    }

    /** It waits only where it was asked so. */
    @Override
    public boolean nonBlocking() {
        return true;
    }
}
