package dev.usher.server.content.fastcgi;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Metadata;
import dev.usher.server.bucket.SocketBucket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.Map;

/**
 * Writes one request to an application: begin, variables, body, end of body. On the channel's loop.
 *
 * <p>The body leaves in batches of at most {@value #BATCH_BYTES} bytes; the next one is written when the last has gone into the
 * socket, so a body of any size takes bounded memory, and what is spooled in a file goes by sendfile(2).
 *
 * <p>A failed write is no failure of the request: an application may answer and close without reading all. Then nothing more is
 * sent, and what can be read decides.
 */
final class RequestSender implements AutoCloseable {
    /** Content of a STDIN record: large enough to be cheap, and a multiple of a page. */
    static final int RECORD_BYTES = 32 * 1024;

    private static final int BATCH_BYTES = 8 * RECORD_BYTES;
    private static final int HEAD_ESTIMATE = 2048;

    private final Channel channel;
    private final Brigade body;
    private final Runnable onProgress;
    private boolean over;

    /**
     * Begins with nothing sent.
     *
     * @param body data and file ranges; owned by the sender from here on
     * @param onProgress called when a batch has gone into the socket
     */
    RequestSender(Channel channel, Brigade body, Runnable onProgress) {
        this.channel = channel;
        this.body = body;
        this.onProgress = onProgress;
    }

    /** Sends the head of the request and begins with its body. */
    void start(Map<String, String> variables) {
        ByteBuf head = channel.alloc().buffer(HEAD_ESTIMATE);
        boolean written = false;
        over = body.length() == 0;
        try {
            RecordEncoder.begin(head);
            RecordEncoder.params(head, variables);
            if (over) {
                RecordEncoder.header(head, RecordType.STDIN, 0);
            }
            written = true;
        } finally {
            if (!written) {
                head.release();
            }
        }
        if (over) {
            var _ = channel.writeAndFlush(head).addListener(future -> sent(future.isSuccess()));
        } else {
            var _ = channel.write(head);
            batch();
        }
    }

    private void batch() {
        int bytes = 0;
        while (!body.isEmpty() && bytes < BATCH_BYTES) {
            try (Brigade piece = new Brigade()) {
                bytes += (int) body.partition(piece, RECORD_BYTES);
                record(piece);
            }
        }
        boolean last = body.isEmpty();
        if (last) {
            over = true;
            var _ = channel.write(header(0));
        }
        ChannelFuture sent = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        var _ = sent.addListener(future -> sent(future.isSuccess()));
    }

    private void sent(boolean success) {
        if (!success) {
            close();
            return;
        }
        onProgress.run();
        if (!over) {
            batch();
        }
    }

    private void record(Brigade piece) {
        int length = (int) piece.length();
        if (length == 0) {
            return;
        }
        var _ = channel.write(header(length));
        while (!piece.isEmpty()) {
            write(piece.removeFirst());
        }
    }

    private void write(Bucket bucket) {
        switch (bucket) {
            case Data data -> {
                var _ = channel.write(data.content()); // its reference goes with it
            }
            case FileRange range -> {
                var _ = channel.write(range.toRegion());
                range.release();
            }
            case Metadata sign -> sign.release();
            case SocketBucket socket -> {
                socket.release();
                throw new IllegalStateException("a request body holds a socket");
            }
        }
    }

    private ByteBuf header(int length) {
        ByteBuf header = channel.alloc().buffer(RecordEncoder.HEADER_BYTES, RecordEncoder.HEADER_BYTES);
        RecordEncoder.header(header, RecordType.STDIN, length);
        return header;
    }

    /** Sends no more and gives the rest of the body back. May be called again. */
    @Override
    public void close() {
        over = true;
        body.close();
    }
}
