package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a request's body whole, through the request's input filters, before anybody answers, so that a slow body holds nobody.
 * LimitRequestBody counts for what the client sends and for what the filters make of it.
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

    private final FramedBody body;
    private final Input in;
    private final long limitBytes;
    private final Spool spool = new Spool(FOLDER);
    private final long startNanos = System.nanoTime();
    private boolean ended;

    /**
     * @param body has begun
     * @param in the request's filters with {@code body} behind them
     */
    BodySpooler(FramedBody body, Input in, HttpLimits limits) {
        this.body = body;
        this.in = in;
        this.limitBytes = limits.bodyBytes() == 0 ? Long.MAX_VALUE : limits.bodyBytes();
    }

    /** Takes what is there. */
    Progress read() throws IOException, HttpError {
        try {
            Progress progress = ended ? Progress.COMPLETE : readToEnd();
            refuse();
            return progress == Progress.COMPLETE ? readRest() : progress;
        } catch (IOException e) {
            refuse();
            throw e;
        }
    }

    /** What is wrong with the body is the client's fault, whatever a filter makes of it. */
    private void refuse() throws HttpError {
        HttpError refusal = body.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    private Progress readToEnd() throws IOException, HttpError {
        while (!ended) {
            long before = body.received();
            try (Brigade into = new Brigade()) {
                Status status = in.get(into, ReadMode.READBYTES, Block.NONBLOCK, READ_BYTES);
                boolean nothing = into.isEmpty();
                keep(into);
                if (nothing && body.hasClientEnded()) {
                    return Progress.CLIENT_ENDED;
                }
                ended |= status == Status.EOF || (nothing && body.isOver());
                if (!ended && nothing && body.received() == before) {
                    return Progress.MORE;
                }
            }
        }
        return Progress.COMPLETE;
    }

    private void keep(Brigade come) throws IOException, HttpError {
        while (!come.isEmpty() && !ended) {
            come.readFirst(READ_BYTES);
            if (come.first() instanceof Data data) {
                FramedBody.requireWithin(spool.length() + data.length(), limitBytes);
                spool.append(data.content());
            }
            ended = come.first() instanceof Eos;
            come.removeFirst().release();
        }
    }

    /** Where a filter has ended the body early, what is left of it is no part of the next request. */
    private Progress readRest() throws IOException {
        while (!body.isOver()) {
            try (Brigade dropped = new Brigade()) {
                body.read(dropped, Block.NONBLOCK, READ_BYTES);
                if (body.hasClientEnded()) {
                    return Progress.CLIENT_ENDED;
                }
                if (dropped.isEmpty() && !body.isOver()) {
                    return Progress.MORE;
                }
            }
        }
        return Progress.COMPLETE;
    }

    /** Bytes of the body received so far, chunks' framing counted. */
    long received() {
        return body.received();
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
