package dev.usher.server.filter;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.connection.ClientGoneException;
import dev.usher.server.connection.Link;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a filter has printed and the signs between, gathered to {@value #GATHER_BYTES} bytes. Holds nothing between two calls. */
final class Printed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("connection");
    /** As mod_perl's; on the heap, since a fiber may print it. */
    private static final int GATHER_BYTES = 8192;

    /** Who takes what was printed. */
    @FunctionalInterface
    interface Next {
        void pass(Brigade brigade) throws IOException;
    }

    private final Link link;
    private final Next next;
    private final Brigade gathered = new Brigade();
    private byte @Nullable [] piece;
    private int length;
    private boolean clientGone;

    Printed(Link link, Next next) {
        this.link = link;
        this.next = next;
    }

    /** Whether the client was found gone: nothing that is printed leaves any more. */
    boolean isClientGone() {
        return clientGone;
    }

    void print(byte[] bytes, int offset, int count) throws IOException {
        int done = 0;
        while (done < count && !clientGone) {
            byte[] into = piece == null ? new byte[GATHER_BYTES] : piece;
            piece = into;
            int copied = Math.min(count - done, GATHER_BYTES - length);
            System.arraycopy(bytes, offset + done, into, length, copied);
            length += copied;
            done += copied;
            if (length == GATHER_BYTES) {
                pass();
            }
        }
    }

    /** Puts a bucket behind what was printed. */
    void sign(Bucket bucket) {
        endPiece();
        gathered.append(bucket);
    }

    private void endPiece() {
        if (piece != null && length > 0) {
            gathered.append(new Data(
                    length < GATHER_BYTES / 2
                            ? Unpooled.wrappedBuffer(Arrays.copyOf(piece, length))
                            : Unpooled.wrappedBuffer(piece, 0, length)));
        }
        piece = null;
        length = 0;
    }

    /** Passes on everything gathered. A client that is gone is the log's; whoever passes the next brigade hears of it. */
    void pass() throws IOException {
        endPiece();
        if (clientGone || gathered.isEmpty()) {
            gathered.close();
            return;
        }
        try {
            next.pass(gathered);
        } catch (IOException e) {
            if (!isDeparture(e)) {
                throw e;
            }
            clientGone = true;
            LOG.info("{}: the client has gone while {} printed: {}", link.connection(), link, e.toString());
        } finally {
            gathered.close();
        }
    }

    /** Also a client that took nothing for the whole timeout: it was cut. */
    private boolean isDeparture(IOException e) {
        boolean wasCut =
                e instanceof SocketTimeoutException && !link.connection().isOpen();
        return wasCut || ClientGoneException.isIn(e);
    }

    /** Passes on what the filter has no part in; a client that is gone is an error here. */
    void passUnchanged(Brigade rest) throws IOException {
        if (!rest.isEmpty()) {
            next.pass(rest);
        }
    }

    @Override
    public void close() {
        piece = null;
        length = 0;
        gathered.close();
    }
}
