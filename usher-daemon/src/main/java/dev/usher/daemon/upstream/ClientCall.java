package dev.usher.daemon.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Keeps, while it is paused, what had come in already, and passes on the end behind it.
 *
 * <pre>
 *   WAITING for a connection ──► CARRIED ── end, failure, cancel() ──► OVER
 *        ▲                          │
 *        └── once, unanswered ──────┘
 * </pre>
 */
final class ClientCall implements Call {
    private static final byte[] NOTHING = {};

    private final Pool pool;
    private @Nullable UpstreamRequest request; // as long as it may have to be sent
    private final AnswerListener listener;
    private @Nullable Carrier carrier;
    private byte[] kept = NOTHING;
    private @Nullable Runnable last;
    private int stream;
    private boolean paused;
    private boolean passing;
    private boolean answered;
    private boolean retried;
    private boolean over;

    ClientCall(Pool pool, UpstreamRequest request, AnswerListener listener) {
        this.pool = pool;
        this.request = request;
        this.listener = listener;
    }

    /** What is to be sent; its body may be large, and is not kept once it cannot be needed again. */
    UpstreamRequest request() {
        UpstreamRequest asked = request;
        if (asked == null) {
            throw new IllegalStateException("a call that was answered is sent again");
        }
        return asked;
    }

    boolean isOver() {
        return over;
    }

    /** Whether it may go on a connection that has been in use: what failed once there gets a new one. */
    boolean isRetried() {
        return retried;
    }

    /** Whether the answer's head has come. */
    boolean isAnswered() {
        return answered;
    }

    /** The number of its HTTP/2 stream. */
    int stream() {
        return stream;
    }

    void carriedBy(Carrier by, int streamNumber) {
        carrier = by;
        stream = streamNumber;
        if (paused) {
            by.pause(this);
        }
    }

    void head(AnswerHead head) {
        if (!over) {
            answered = true;
            request = null;
            listener.head(head);
        }
    }

    /**
     * Passes some of the body on, or keeps it.
     *
     * @return how many of the bytes were passed on; {@link Carrier#consumed} tells of the others
     */
    int data(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (over) {
            return length;
        }
        if (!paused && kept.length == 0 && !passing) {
            pass(bytes);
            if (over || !paused) {
                return length;
            }
        }
        int left = bytes.readableBytes();
        keep(bytes);
        return length - left;
    }

    private void pass(ByteBuf bytes) {
        passing = true;
        try {
            listener.data(bytes);
        } finally {
            passing = false;
        }
    }

    private void keep(ByteBuf bytes) {
        if (bytes.isReadable()) {
            byte[] all = new byte[kept.length + bytes.readableBytes()];
            System.arraycopy(kept, 0, all, 0, kept.length);
            bytes.readBytes(all, kept.length, bytes.readableBytes());
            kept = all;
        }
    }

    void end() {
        lastly(listener::end);
    }

    void failed(UpstreamFailure why) {
        lastly(() -> listener.failed(why));
    }

    /** No more will come from the connection; the listener hears of it behind what is kept for it. */
    private void lastly(Runnable word) {
        if (over || last != null) {
            return;
        }
        carrier = null;
        request = null;
        last = word;
        if (kept.length == 0 && !passing) {
            sayLast();
        }
    }

    private void sayLast() {
        Runnable word = last;
        if (word != null && !over) {
            over = true;
            pool.upstream().callOver();
            word.run();
        }
    }

    /** Begins anew on a new connection where nothing was answered and that was not done before; else fails. */
    void retryOrFail(UpstreamFailure why) {
        if (over || last != null) {
            return;
        }
        carrier = null;
        if (answered || retried) {
            failed(why);
        } else {
            retried = true;
            pool.again(this);
        }
    }

    @Override
    public void pause() {
        if (!paused && !over) {
            paused = true;
            if (carrier != null) {
                carrier.pause(this);
            }
        }
    }

    @Override
    public void resume() {
        if (!paused || over) {
            return;
        }
        paused = false;
        if (!passing) {
            passKept();
        }
    }

    private void passKept() {
        int before = kept.length;
        if (before > 0) {
            ByteBuf bytes = Unpooled.wrappedBuffer(kept);
            kept = NOTHING;
            pass(bytes);
            if (over) {
                return;
            }
            if (paused) {
                kept = ByteBufUtil.getBytes(bytes);
            }
        }
        Carrier by = carrier;
        if (by != null) {
            by.consumed(this, before - kept.length);
            if (!paused) {
                by.resume(this);
            }
        } else if (kept.length == 0) {
            sayLast();
        }
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        over = true;
        pool.upstream().callOver();
        request = null;
        kept = NOTHING;
        Carrier by = carrier;
        carrier = null;
        if (by != null) {
            by.cancel(this);
        } else {
            pool.forget(this);
        }
    }
}
