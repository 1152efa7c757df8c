package dev.usher.bench.load;

import dev.usher.bench.judge.Judge;
import dev.usher.bench.judge.Verdict;
import dev.usher.bench.script.Ticket;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.StreamSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client of a round: made, handed to the seat, listened to, judged.
 *
 * <pre>
 *   NEW ── handed over ──► LISTENING ── end, reset, or a byte that is wrong ──► OVER
 *    │ ▲                        └── the round's timeout ──► OVER
 *    └─┘ the seat's queue is full: again after a little while
 * </pre>
 */
final class Visit extends DescriptorHandle implements Timer.Expiry {
    private static final int RETRY_MILLIS = 2;

    private final Round round;
    private final RoundState state;
    private final Judge judge;
    private final long scheduledNanos;
    private final VisitTimes times;
    private final Timer timer = new Timer(this);
    private @Nullable ByteBuffer data;
    private @Nullable Fd theirs;
    private @Nullable StreamSocket ours;
    private boolean over;

    Visit(Round round, Ticket ticket, long scheduledNanos) {
        this.round = round;
        this.state = round.state();
        this.judge = new Judge(round.script(), ticket);
        this.scheduledNanos = scheduledNanos;
        this.times = new VisitTimes(state.tally(), scheduledNanos);
        this.data = ByteBuffer.wrap(ticket.json());
    }

    void begin() {
        try {
            ClientPairs.Ends ends = round.client();
            ours = StreamSocket.adopt(ends.ours());
            theirs = ends.theirs();
            handOver();
        } catch (IOException | RuntimeException e) {
            state.tally().trouble(String.valueOf(e.getMessage()));
            end(Verdict.NOT_TAKEN);
        }
    }

    private void handOver() throws IOException {
        Fd leaving = theirs;
        ByteBuffer message = data;
        StreamSocket staying = ours;
        if (leaving == null || message == null || staying == null) {
            return;
        }
        try {
            round.handOver(message, leaving.number());
        } catch (ErrnoException.BacklogFull full) {
            if (millisLeft() == 0) {
                throw full;
            }
            state.loop().wheel().set(timer, RETRY_MILLIS);
            return;
        }
        leaving.close();
        theirs = null;
        data = null;
        state.loop().wheel().set(timer, millisLeft());
        watch(state.loop(), staying.fd().number());
        interest(READABLE);
    }

    private long millisLeft() {
        long spent = (System.nanoTime() - scheduledNanos) / 1_000_000;
        return Math.max(0, round.load().timeoutMillis() - spent);
    }

    @Override
    public void expired() {
        if (theirs == null) {
            end(Verdict.TIMEOUT);
            return;
        }
        try {
            handOver();
        } catch (IOException | RuntimeException e) {
            state.tally().trouble(String.valueOf(e.getMessage()));
            end(Verdict.NOT_TAKEN);
        }
    }

    @Override
    protected void ready(int events) {
        StreamSocket socket = ours;
        if (over || socket == null) {
            return;
        }
        try {
            int got = socket.receive(state.buffer());
            if (got == 0) {
                end(judge.atEnd());
            } else if (got > 0) {
                heard(got);
            }
        } catch (ErrnoException e) {
            state.tally().trouble(String.valueOf(e.getMessage()));
            end(Verdict.RESET);
        } catch (RuntimeException e) { // ends this visit, and not the loop's others
            state.tally().trouble(String.valueOf(e));
            end(Verdict.DAMAGED);
        }
    }

    private void heard(int count) {
        long now = System.nanoTime();
        times.heard(now, judge.take(state.read(count), count));
        Verdict early = judge.verdict();
        if (early != null) {
            end(early);
        }
    }

    private void end(Verdict verdict) {
        if (over) {
            return;
        }
        over = true;
        if (verdict == Verdict.COMPLETE) {
            times.whole();
        }
        release();
        round.ended(verdict, judge.status());
    }

    private void release() {
        state.loop().wheel().clear(timer);
        unwatch();
        if (ours != null) {
            ours.close();
        }
        if (theirs != null) {
            theirs.close();
        }
    }

    @Override
    protected void ended() {
        release();
    }
}
