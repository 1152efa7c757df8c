package dev.usher.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.usher.bench.judge.ReplyJudge;
import dev.usher.bench.judge.Verdict;
import dev.usher.bench.script.Ticket;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.StreamSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Timer;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One of the round's clients: request after request, each judged, on one connection or on a new one each time.
 *
 * <pre>
 *   begin() ──► CONNECTING ──► ASKED ── whole, or it failed ──► begin(), on the same connection where it lives on
 *      └── no request is left ──► gone
 * </pre>
 */
final class FrontVisit extends DescriptorHandle implements Timer.Expiry {
    private final FrontRound round;
    private final RoundState state;
    private final Timer timer = new Timer(this);
    private @Nullable Socket netty;
    private @Nullable StreamSocket socket;
    private Ticket ticket = new Ticket(0);
    private ReplyJudge judge = new ReplyJudge(ticket, null);
    private VisitTimes times;
    private boolean connecting;

    FrontVisit(FrontRound round) {
        this.round = round;
        this.state = round.state();
        this.times = new VisitTimes(state.tally(), 0);
    }

    /** The next request, or the end. */
    void begin() {
        int number = round.nextNumber();
        if (number < 0) {
            leave();
            return;
        }
        ticket = new Ticket(number);
        judge = new ReplyJudge(ticket, round.load().script());
        times = new VisitTimes(state.tally(), System.nanoTime());
        state.loop().wheel().set(timer, round.load().timeoutMillis());
        try {
            if (socket == null) {
                connect();
            } else {
                ask(socket);
            }
        } catch (IOException | RuntimeException e) {
            fail(Verdict.NOT_TAKEN, e);
        }
    }

    private void connect() throws IOException {
        Socket made = Socket.newSocketStream();
        netty = made;
        StreamSocket adopted = StreamSocket.adopt(Fd.own(made.intValue(), "a client of the bench"));
        socket = adopted;
        connecting = !made.connect(round.address());
        watch(state.loop(), made.intValue());
        if (connecting) {
            interest(WRITABLE);
        } else {
            ask(adopted);
        }
    }

    private void ask(StreamSocket server) throws IOException {
        byte[] request = round.load().request(ticket).getBytes(US_ASCII);
        ByteBuffer buffer = state.buffer().put(request).flip();
        if (server.send(buffer) < request.length) {
            throw new IOException("a fresh connection took no " + request.length + " bytes");
        }
        interest(READABLE);
    }

    @Override
    protected void ready(int events) {
        StreamSocket server = socket;
        if (server == null) {
            return;
        }
        try {
            if (connecting) {
                finishConnect(server);
                return;
            }
            int got = server.receive(state.buffer());
            if (got > 0) {
                heard(got);
            } else if (got == 0) {
                over(judge.atEnd(), false);
            }
        } catch (ErrnoException e) {
            fail(judge.isWhole() ? judge.whole() : Verdict.RESET, e);
        } catch (IOException e) {
            fail(Verdict.NOT_TAKEN, e);
        } catch (RuntimeException e) { // ends this visit, and not the loop's others
            fail(Verdict.DAMAGED, e);
        }
    }

    private void finishConnect(StreamSocket server) throws IOException {
        Socket made = netty;
        if (made != null && made.finishConnect()) {
            connecting = false;
            ask(server);
        }
    }

    private void heard(int count) {
        long now = System.nanoTime();
        int used = judge.take(state.read(count), count);
        times.heard(now, judge.newEvents());
        if (judge.isDamaged() || used < count) {
            over(Verdict.DAMAGED, false);
        } else if (judge.isWhole() && !judge.closes() && round.load().keepAlive()) {
            over(judge.whole(), true);
        }
    }

    private void fail(Verdict verdict, Exception why) {
        state.tally().trouble(String.valueOf(why.getMessage()));
        over(verdict, false);
    }

    private void over(Verdict verdict, boolean keep) {
        if (verdict == Verdict.COMPLETE) {
            times.whole();
        }
        if (!keep) {
            leave();
        }
        round.ended(verdict, judge.status());
        state.loop().execute(this::begin); // not within this one's call: failures would nest
    }

    private void leave() {
        state.loop().wheel().clear(timer);
        unwatch();
        if (socket != null) {
            socket.close();
        }
        socket = null;
        netty = null;
        connecting = false;
    }

    @Override
    public void expired() {
        over(Verdict.TIMEOUT, false);
    }

    @Override
    protected void ended() {
        leave();
    }
}
