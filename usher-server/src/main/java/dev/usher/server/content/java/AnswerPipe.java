package dev.usher.server.content.java;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.Flush;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.Headers;
import dev.usher.server.http.HttpError;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Between a handler's thread and its exchange: one piece of the answer at a time. The next one is taken when the client's side
 * has room again, so a slow reader holds back its own handler, and nothing but one piece waits in memory.
 *
 * <pre>
 *   handler's thread           connection's driver
 *   hand ── ROOM ─► FULL ────► take: pass it on ── the client's side has room ─► ROOM
 *     └ waits while FULL            └ it has not: whenWritable ────────────────► ROOM
 *                    ended(how): who waits goes on, and later pieces are refused, or dropped behind a handoff
 * </pre>
 *
 * <p>The wait ends at the latest when the wire gives the client up, which is at Timeout.
 */
final class AnswerPipe {
    private final Exchange exchange;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private boolean full;
    private Exchange.@Nullable End end;

    /** Set by both sides: what the handler has written counts, even where it is not flushed yet. */
    private volatile long lastProgressNanos = System.nanoTime();

    // Driver only.
    private boolean heldBack;

    AnswerPipe(Exchange exchange) {
        this.exchange = exchange;
    }

    /**
     * A part of an answer.
     *
     * @param head with the first one only
     * @param bytes given away; may be none. On the heap and unpooled: one that is dropped needs no release
     * @param mark what is to be done behind it
     */
    record Piece(@Nullable Head head, ByteBuf bytes, Mark mark) {}

    /** Status and headers, changed by nobody any more. */
    record Head(int status, Headers headers) {}

    /** What follows a piece. */
    enum Mark {
        /** More, soon. */
        MORE,
        /** Nothing for now: the piece is to leave, even if it is a head alone. */
        FLUSH,
        /** Nothing: the answer is complete. */
        LAST
    }

    // ---- the handler's thread

    /**
     * Gives a piece to the client's side, when that has taken the one before.
     *
     * @throws IOException where the client has left or the answer has failed
     */
    void hand(Piece piece) throws IOException {
        lock.lock();
        try {
            while (full && end == null) {
                news.await();
            }
            if (!mayGo()) {
                return;
            }
            full = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost(end, new InterruptedIOException("interrupted while the client's side was full"));
        } finally {
            lock.unlock();
        }
        give(piece);
    }

    /** Gives the last piece, without waiting: it is the one that may stand beside another. */
    void finish(Piece last) throws IOException {
        lock.lock();
        try {
            if (!mayGo()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        give(last);
    }

    private boolean mayGo() throws IOException {
        return switch (end) {
            case null -> true;
            case HANDED_OFF, COMPLETED -> false;
            case DEPARTED, FAILED -> throw lost(end, null);
        };
    }

    private static IOException lost(Exchange.@Nullable End end, @Nullable IOException otherwise) {
        if (end == null && otherwise != null) {
            return otherwise;
        }
        return new IOException(end == Exchange.End.FAILED ? "the answer has failed" : "the client has left");
    }

    private void give(Piece piece) throws IOException {
        try {
            exchange.connection().execute(() -> take(piece));
        } catch (RejectedExecutionException e) {
            throw new IOException("the server is closing", e);
        }
    }

    /** How the exchange has ended; null while it has not. */
    Exchange.@Nullable End end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    // ---- the driver

    private void take(Piece piece) {
        lastProgressNanos = System.nanoTime();
        if (exchange.isEnded()) {
            return;
        }
        try {
            pass(piece);
        } catch (IOException | RuntimeException e) {
            exchange.fail(HttpError.of(500, "The answer could not be passed on.", String.valueOf(e.getMessage())));
        }
        heldBack = !exchange.isEnded() && exchange.out().shouldYield();
        if (heldBack) {
            exchange.whenWritable(this::roomAgain);
        } else {
            roomAgain();
        }
    }

    private void pass(Piece piece) throws IOException {
        Head head = piece.head();
        if (head != null) {
            exchange.response().status(head.status());
            head.headers().forEach(field -> exchange.response().headers().add(field.name(), field.value()));
        }
        try (Brigade answer = new Brigade()) {
            if (piece.bytes().isReadable()) {
                answer.append(new Data(piece.bytes()));
            }
            switch (piece.mark()) {
                case MORE -> {
                    // what follows fills the next piece
                }
                case FLUSH -> answer.append(new Flush());
                case LAST -> answer.append(new Eos());
            }
            exchange.out().pass(answer);
        }
    }

    private void roomAgain() {
        heldBack = false;
        lastProgressNanos = System.nanoTime();
        signal(() -> full = false);
    }

    void ended(Exchange.End how) {
        signal(() -> end = how);
    }

    /** The handler begins, so that what was before is no silence of its; or it writes. Both threads. */
    void progress() {
        lastProgressNanos = System.nanoTime();
    }

    /** How long the handler has written nothing, while it could have. */
    long silentNanos() {
        return heldBack ? 0 : System.nanoTime() - lastProgressNanos;
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
