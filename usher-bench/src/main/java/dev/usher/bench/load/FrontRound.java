package dev.usher.bench.load;

import dev.usher.bench.judge.Verdict;
import dev.usher.loop.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** One round of requests to a door, so many at a time, until each has its verdict. Lives on one loop. */
final class FrontRound {
    private static final int READ_BYTES = 64 * 1024;

    private final Loop loop;
    private final FrontLoad load;
    private final InetSocketAddress address;
    private final int firstNumber;
    private final Tally tally = new Tally();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] bytes = new byte[READ_BYTES];
    private final CompletableFuture<Tally> over = new CompletableFuture<>();
    private int begun;
    private int ended;

    FrontRound(Loop loop, FrontLoad load, int firstNumber) throws IOException {
        this.loop = loop;
        this.load = load;
        this.address = load.address();
        this.firstNumber = firstNumber;
    }

    /** Begins, from any thread; the result comes when all are over. */
    CompletableFuture<Tally> start() {
        loop.execute(() -> {
            tally.begun(System.nanoTime());
            for (int i = 0; i < load.concurrency(); i++) {
                new FrontVisit(this).begin();
            }
        });
        return over;
    }

    /** The next request's ticket number; -1 where no further one is to be sent. */
    int nextNumber() {
        return begun == load.requests() ? -1 : firstNumber + begun++;
    }

    void ended(Verdict verdict, int status) {
        tally.ended(verdict, status, System.nanoTime());
        if (++ended == load.requests()) {
            over.complete(tally);
        }
    }

    Loop loop() {
        return loop;
    }

    FrontLoad load() {
        return load;
    }

    InetSocketAddress address() {
        return address;
    }

    Tally tally() {
        return tally;
    }

    /** The buffer all visits read and write through, cleared. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    /** What was read into the buffer, as an array that holds until the next read. */
    byte[] read(int count) {
        buffer.flip().get(bytes, 0, count);
        return bytes;
    }
}
