package dev.usher.bench.load;

import dev.usher.bench.judge.Verdict;
import dev.usher.loop.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * What all visits of one round share: its loop, the buffer they read and write through one after the other, the tally, and the
 * end that {@link #run} awaits. On the loop, but for {@link #run}.
 */
final class RoundState {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long BEYOND_TIMEOUT_MILLIS = 30_000;

    private final Loop loop;
    private final Tally tally = new Tally();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final CompletableFuture<Tally> over = new CompletableFuture<>();

    RoundState(Loop loop) {
        this.loop = loop;
    }

    /**
     * Runs a round, and waits until it is over. Not on the loop.
     *
     * @param first begins it; gets the time at which it begins
     * @param timeoutsMillis what all timeouts one after the other come to; some seconds more are given
     * @throws IOException where there is nothing to measure, or the bench itself failed
     */
    Tally run(LongConsumer first, long timeoutsMillis) throws IOException, InterruptedException {
        loop.execute(() -> {
            long nowNanos = System.nanoTime();
            tally.begun(nowNanos);
            first.accept(nowNanos);
        });
        try {
            return over.get(timeoutsMillis + BEYOND_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException said ? said : new IOException("the bench itself failed: " + e, e);
        } catch (TimeoutException e) {
            throw new IOException("the bench itself failed: " + e, e);
        }
    }

    /** One connection has its verdict. */
    void ended(Verdict verdict, int status) {
        tally.ended(verdict, status, System.nanoTime());
    }

    /** All have. */
    void over() {
        over.complete(tally);
    }

    /** There is nothing to measure. */
    void failed(IOException why) {
        over.completeExceptionally(why);
    }

    Loop loop() {
        return loop;
    }

    Tally tally() {
        return tally;
    }

    /** The buffer, cleared. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    /** What was read into the buffer, as an array that holds until the next read. */
    byte[] read(int count) {
        buffer.flip().get(bytes, 0, count);
        return bytes;
    }
}
