package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Flush;
import dev.usher.server.bucket.Metadata;
import dev.usher.server.bucket.SocketBucket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns brigades into Netty's writes: one write task a brigade, file ranges as file regions (sendfile). Small data
 * without a Flush waits for the end of the loop's turn, so that what is passed in pieces leaves together.
 */
final class WireWriter {
    /** So much leaves without waiting for a Flush (httpd's APR_BUCKET_BUFF_SIZE). */
    private static final int FLUSH_BYTES = 8000;

    private static final Logger LOG = LoggerFactory.getLogger("connection");

    private final ClientConnection connection;
    private final SendLedger ledger;
    private @Nullable ChannelHandlerContext context;
    private long unflushed;
    private boolean flushScheduled;

    WireWriter(ClientConnection connection, SendLedger ledger) {
        this.connection = connection;
        this.ledger = ledger;
    }

    void on(ChannelHandlerContext added) {
        context = added;
    }

    /** Driver only. @return whether there is a Flush: all of it is to leave at once */
    boolean pass(Brigade brigade) throws IOException {
        boolean flush = false;
        for (Bucket bucket : brigade) {
            if (bucket instanceof SocketBucket) {
                throw new IOException("a socket cannot be written to a client: " + bucket);
            }
            ledger.passed(bucket.length(), bucket instanceof Data);
            flush |= bucket instanceof Flush;
        }
        if (connection.loop().inLoop()) {
            write(brigade);
        } else {
            Brigade task = new Brigade();
            brigade.moveTo(task);
            connection.loop().execute(() -> write(task));
        }
        return flush;
    }

    private void write(Brigade brigade) {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        boolean flush = false;
        while (!brigade.isEmpty()) {
            switch (brigade.removeFirst()) {
                case Data data when data.length() == 0 -> data.release();
                case Data data -> write(ctx, data.content(), data.length(), true);
                case FileRange range -> {
                    write(ctx, range.toRegion(), range.length(), false);
                    range.release();
                }
                case Flush _ -> flush = true;
                case EndOfRequest end -> {
                    flush = true;
                    ledger.whenLeft(end::release);
                }
                case Metadata other -> other.release();
                case SocketBucket socket -> throw new IllegalStateException(socket + " passed the check");
            }
        }
        flush(ctx, flush);
    }

    private void write(ChannelHandlerContext ctx, Object message, long bytes, boolean memory) {
        unflushed += bytes;
        ctx.write(message).addListener(written -> {
            ledger.left(bytes, memory);
            if (!written.isSuccess()) {
                connection.lost(written.cause());
            }
        });
    }

    private void flush(ChannelHandlerContext ctx, boolean now) {
        if (now || unflushed >= FLUSH_BYTES) {
            unflushed = 0;
            ctx.flush();
        } else if (unflushed > 0 && !flushScheduled) {
            flushScheduled = true;
            connection.loop().atEndOfTurn(() -> {
                flushScheduled = false;
                flush(ctx, true);
            });
        }
    }

    void whenSent(Runnable step) {
        if (context != null && connection.loop().inLoop()) {
            flush(context, true);
        }
        ledger.whenLeft(step);
    }

    /** FIN behind everything passed, then {@code next}. Loop only. */
    void finish(Channel channel, Runnable next) {
        whenSent(() -> {
            if (channel.isActive()) {
                sendFin(channel);
            }
            next.run();
        });
    }

    // Netty's own shutdownOutput fails what is still queued, and makes an exception for that each time. Here nothing is
    // queued any more.
    private static void sendFin(Channel channel) {
        try {
            if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
                socket.shutdown(false, true);
            }
        } catch (IOException | NotYetConnectedException e) { // the latter is ENOTCONN: the client has reset
            LOG.debug("{}: FIN could not be sent, the client has gone", channel, e);
        }
    }
}
