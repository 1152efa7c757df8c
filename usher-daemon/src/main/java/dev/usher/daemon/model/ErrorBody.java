package dev.usher.daemon.model;

import dev.usher.daemon.upstream.AnswerHead;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Arrays;

/**
 * The beginning of an answer that is no stream of events, gathered for the log. It is over when the answer is, when there is
 * enough of it, or when it takes too long: the client waits meanwhile. On the loop.
 */
final class ErrorBody implements Timer.Expiry {
    private static final int BYTES_MAX = 4096;
    private static final int PATIENCE_MILLIS = 1000;

    private final int status;
    private final int retryAfterSeconds;
    private final Loop loop;
    private final Runnable late;
    private final Timer timer = new Timer(this);
    private byte[] bytes = {};

    /**
     * Begins to wait.
     *
     * @param late called on the loop when it takes too long
     */
    ErrorBody(AnswerHead head, Loop loop, Runnable late) {
        this.status = head.status();
        this.retryAfterSeconds = Refusals.retryAfterSeconds(head.first("retry-after"), Instant.now());
        this.loop = loop;
        this.late = late;
        loop.wheel().set(timer, PATIENCE_MILLIS);
    }

    int status() {
        return status;
    }

    /** When the upstream may be asked again, as it says; 1 to 3600. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Takes some of it; true when that is enough. */
    boolean take(ByteBuf in) {
        int before = bytes.length;
        int count = Math.min(in.readableBytes(), BYTES_MAX - before);
        bytes = Arrays.copyOf(bytes, before + count);
        in.readBytes(bytes, before, count);
        return bytes.length == BYTES_MAX;
    }

    /** Waits no longer. */
    void stop() {
        loop.wheel().clear(timer);
    }

    @Override
    public void expired() {
        late.run();
    }
}
