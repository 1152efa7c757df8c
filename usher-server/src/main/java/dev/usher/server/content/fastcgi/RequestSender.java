package dev.usher.server.content.fastcgi;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Metadata;
import dev.usher.server.bucket.SocketBucket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;

/**
 * Sends one request to an application: begin, variables, body, end of body. On the connection's driver, where its loop is.
 *
 * <p>What fits into one buffer of {@value #BATCH_BYTES} bytes leaves with one system call: nearly every request, whole. A larger
 * body follows in such buffers, each when the last has gone into the socket, so a body of any size takes the memory of one.
 *
 * <p>A failed send is no failure of the request: an application may answer and close without reading all. Then nothing more is
 * sent, and what can be read decides.
 */
final class RequestSender implements AutoCloseable {
    /** Most content of a STDIN record: large enough to be cheap, and a multiple of a page. */
    static final int RECORD_BYTES = 32 * 1024;

    private static final int BATCH_BYTES = 2 * (RECORD_BYTES + RecordEncoder.HEADER_BYTES) + RecordEncoder.HEADER_BYTES;
    private static final int HEAD_ESTIMATE = 2048;

    private final ApplicationSocket socket;
    private final Brigade body;
    private boolean over;

    /**
     * Begins with nothing sent.
     *
     * @param body data and file ranges; owned by the sender from here on
     */
    RequestSender(ApplicationSocket socket, Brigade body) {
        this.socket = socket;
        this.body = body;
    }

    /**
     * Sends the head of the request and begins with its body.
     *
     * @throws IOException where the body's file cannot be read
     */
    void start(Map<String, String> variables) throws IOException {
        long length = body.length();
        int estimate = HEAD_ESTIMATE + (int) Math.min(BATCH_BYTES, length + 2L * RecordEncoder.HEADER_BYTES);
        send(estimate, out -> {
            RecordEncoder.begin(out);
            RecordEncoder.params(out, variables);
            records(out);
        });
    }

    /**
     * What was sent has left: sends what comes next; nothing, at the end.
     *
     * @throws IOException where the body's file cannot be read
     */
    void next() throws IOException {
        if (!over) {
            send(BATCH_BYTES, this::records);
        }
    }

    private void send(int estimate, Content content) throws IOException {
        ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(estimate);
        boolean written = false;
        try {
            content.write(out);
            written = true;
        } finally {
            if (!written) {
                out.release();
            }
        }
        socket.send(out);
    }

    /** Writes a part of the request, which may have to be read first. */
    private interface Content {
        void write(ByteBuf out) throws IOException;
    }

    /** As many records of the body as a batch has; behind the last of them the empty one that ends it. */
    private void records(ByteBuf out) throws IOException {
        for (int sent = 0; !body.isEmpty() && sent + RECORD_BYTES < BATCH_BYTES; sent += RECORD_BYTES) {
            try (Brigade piece = new Brigade()) {
                body.partition(piece, RECORD_BYTES);
                record(out, piece);
            }
        }
        if (body.isEmpty()) {
            over = true;
            RecordEncoder.header(out, RecordType.STDIN, 0);
        }
    }

    private static void record(ByteBuf out, Brigade piece) throws IOException {
        int length = (int) piece.length();
        if (length == 0) {
            return; // signs alone; an empty record would be the end
        }
        RecordEncoder.header(out, RecordType.STDIN, length);
        for (Bucket bucket : piece) {
            switch (bucket) {
                case Data data -> out.writeBytes(data.content().duplicate());
                case FileRange range -> copy(range, out);
                case Metadata _ -> {}
                case SocketBucket _ -> throw new IllegalStateException("a request body holds a socket");
            }
        }
    }

    private static void copy(FileRange range, ByteBuf out) throws IOException {
        FileChannel file = range.channel();
        long end = range.position() + range.length();
        for (long at = range.position(); at < end; ) {
            int read = out.writeBytes(file, at, (int) (end - at));
            if (read < 0) {
                throw new EOFException("the spooled body ends at " + at + ", not at " + end);
            }
            at += read;
        }
    }

    /** Sends no more and gives the rest of the body back. May be called again. */
    @Override
    public void close() {
        over = true;
        body.close();
    }
}
