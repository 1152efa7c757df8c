package dev.usher.daemon.backend;

import dev.usher.loop.Loop;
import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from a virtual thread to a loop: tokens cross as tasks, each at the price of a permit that comes
 * back when the loop has passed the token on. A paused stream keeps the permits until it is resumed.
 */
final class BlockingStream implements Upstream, Tokens {
    /** Tokens of one stream that may be on their way. */
    static final int AHEAD = 16;

    private final Loop loop;
    private final TokenSink sink;
    private final Semaphore permits = new Semaphore(AHEAD);
    private final ReentrantLock ending = new ReentrantLock();
    private @Nullable Thread thread;
    private volatile boolean ended;
    private boolean paused; // on the loop, like the next
    private int withheld;

    /** The stream has ended: the code that is still speaking should stop. */
    static final class Ended extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Ended() {
            super("the stream has ended: its client left, or the seat stops");
        }
    }

    BlockingStream(Loop loop, TokenSink sink) {
        this.loop = loop;
        this.sink = sink;
    }

    void runOn(Thread its) {
        thread = its;
    }

    @Override
    public void put(String token) throws IOException, InterruptedException {
        if (ended) {
            throw new Ended();
        }
        permits.acquire();
        byte[] utf8 = Utf8Text.of(token);
        toLoop(() -> pass(utf8));
    }

    private void pass(byte[] utf8) {
        sink.token(utf8, 0, utf8.length);
        if (paused) {
            withheld++;
        } else {
            permits.release();
        }
    }

    /** Whether the code is right to stop: its stream has ended. Any thread. */
    boolean hasEnded() {
        return ended;
    }

    /** The code returned: the client is told. On the stream's thread. */
    void finish() throws IOException {
        stopInterrupting();
        toLoop(() -> sink.done(Finish.STOP));
    }

    /** The code failed. On the stream's thread. */
    void fail(Failure failure) {
        stopInterrupting();
        try {
            toLoop(() -> sink.failed(failure));
        } catch (Ended e) {
            permits.drainPermits(); // nobody is left to hear of it
        }
    }

    private void toLoop(Runnable task) throws Ended {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException gone) {
            ended = true;
            throw new Ended();
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        permits.release(withheld);
        withheld = 0;
    }

    /** Wakes the thread wherever it waits. */
    @Override
    public void cancel(Departure why) {
        ending.lock();
        try {
            ended = true;
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            ending.unlock();
        }
    }

    /** From here on the thread is no longer interrupted for this stream. */
    private void stopInterrupting() {
        ending.lock();
        try {
            thread = null;
        } finally {
            ending.unlock();
        }
    }
}
