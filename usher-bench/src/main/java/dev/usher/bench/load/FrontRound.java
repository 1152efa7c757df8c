package dev.usher.bench.load;

import dev.usher.bench.judge.Verdict;
import dev.usher.loop.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;

/** One round of requests to a door, so many at a time, until each has its verdict. Lives on one loop. */
final class FrontRound {
    private final RoundState state;
    private final FrontLoad load;
    private final InetSocketAddress address;
    private final int firstNumber;
    private int begun;
    private int ended;

    FrontRound(Loop loop, FrontLoad load, int firstNumber) throws IOException {
        this.state = new RoundState(loop);
        this.load = load;
        this.address = load.address();
        this.firstNumber = firstNumber;
    }

    /**
     * Runs, and waits until each request has its verdict. Not on the loop.
     *
     * @throws IOException where the bench itself failed
     */
    Tally run() throws IOException, InterruptedException {
        long turns = load.requests() / load.concurrency() + 1L;
        return state.run(_ -> begin(), turns * load.timeoutMillis());
    }

    private void begin() {
        for (int i = 0; i < load.concurrency(); i++) {
            new FrontVisit(this).begin();
        }
    }

    /** The next request's ticket number; -1 where no further one is to be sent. */
    int nextNumber() {
        return begun == load.requests() ? -1 : firstNumber + begun++;
    }

    void ended(Verdict verdict, int status) {
        state.ended(verdict, status);
        if (++ended == load.requests()) {
            state.over();
        }
    }

    RoundState state() {
        return state;
    }

    FrontLoad load() {
        return load;
    }

    InetSocketAddress address() {
        return address;
    }
}
