package dev.usher.bench.load;

import dev.usher.bench.judge.Verdict;
import dev.usher.bench.process.ProcessReading;
import dev.usher.bench.process.SeatProcess;
import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.Ticket;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One round of handoffs to a seat, until each connection has its verdict: so many a second, whatever the seat does, or so
 * many at a time. Lives on one loop.
 */
final class Round implements Timer.Expiry {
    private static final int PACE_MILLIS = 1;
    /** No more than this at once, so that reading is not kept waiting. */
    private static final int BURST = 128;

    private final RoundState state;
    private final Load load;
    private final MockScript script;
    private final SeatProcess seat;
    private final UnixAddress address;
    private final ClientPairs pairs;
    private final Timer pace = new Timer(this);
    private SocketType type = SocketType.SEQPACKET;
    private long startNanos;
    private int begun;
    private int ended;
    private volatile int open;
    private volatile @Nullable ProcessReading before;

    Round(Loop loop, Load load, MockScript script, SeatProcess seat, ClientPairs pairs) {
        this.state = new RoundState(loop);
        this.load = load;
        this.script = script;
        this.seat = seat;
        this.address = UnixAddress.path(seat.socket());
        this.pairs = pairs;
    }

    /**
     * Runs, and waits until each connection has its verdict. Not on the loop.
     *
     * @throws IOException where the seat cannot be measured, or the bench itself failed
     */
    Tally run() throws IOException, InterruptedException {
        long begin = load.ratePerSecond() == 0 ? 0 : 1_000L * load.connections() / load.ratePerSecond();
        long turns = load.concurrency() == 0 ? 1 : load.connections() / load.concurrency() + 1;
        return state.run(this::begin, begin + turns * load.timeoutMillis());
    }

    private void begin(long nowNanos) {
        startNanos = nowNanos;
        expired();
    }

    /** How many connections are open now; from any thread. */
    int open() {
        return open;
    }

    /** It is time to begin some more. */
    @Override
    public void expired() {
        long elapsedNanos = System.nanoTime() - startNanos;
        int due = load.concurrency() > 0
                ? Math.min(load.connections(), ended + load.concurrency())
                : (int) Math.min(load.connections(), elapsedNanos * load.ratePerSecond() / 1_000_000_000L + 1);
        for (int i = 0; begun < due && i < BURST; i++) {
            begin();
        }
        if (begun < load.connections()) {
            state.loop().wheel().set(pace, PACE_MILLIS);
        }
    }

    private void begin() {
        long scheduledNanos =
                load.concurrency() > 0 ? System.nanoTime() : startNanos + begun * 1_000_000_000L / load.ratePerSecond();
        Ticket ticket = new Ticket(load.firstNumber() + begun);
        begun++;
        open = begun - ended;
        new Visit(this, ticket, scheduledNanos).begin();
    }

    /** A visit is over. */
    void ended(Verdict verdict, int status) {
        state.ended(verdict, status);
        ended++;
        open = begun - ended;
        if (ended == load.connections()) {
            state.loop().wheel().clear(pace);
            state.over();
        } else if (load.concurrency() > 0 && begun < load.connections()) {
            state.loop().execute(this::beginNext);
        }
    }

    private void beginNext() {
        if (begun < load.connections() && begun < ended + load.concurrency()) {
            begin();
        }
    }

    ClientPairs.Ends client() throws IOException {
        return pairs.next();
    }

    /**
     * Hands a client over: connect, sendmsg, close. Leaner than the door's way to a seat, which checks paths and owners:
     * what is measured is the seat.
     *
     * @throws ErrnoException.BacklogFull where the seat's queue is full: try again a little later
     */
    void handOver(ByteBuffer data, int client) throws IOException {
        try (UnixSocket line = UnixSocket.open(type)) {
            line.connect(address);
            learn(line);
            if (line.sendBorrowed(data, client) < 0 || data.hasRemaining()) {
                throw new IllegalStateException("a fresh connection to " + address.text() + " took no message");
            }
        } catch (ErrnoException.WrongType other) {
            if (type == SocketType.STREAM) {
                throw other;
            }
            type = SocketType.STREAM;
            handOver(data, client);
        }
    }

    /** A seat whose process cannot be seen ends the round: there is nothing to measure. */
    private void learn(UnixSocket line) throws IOException {
        try {
            seat.learn(line);
            if (before == null) {
                before = seat.reading();
            }
        } catch (IOException e) {
            state.failed(e);
            throw e;
        }
    }

    /** What the seat had used before the first handoff; once the round is over. */
    @Nullable
    ProcessReading before() {
        return before;
    }

    RoundState state() {
        return state;
    }

    Load load() {
        return load;
    }

    MockScript script() {
        return script;
    }
}
