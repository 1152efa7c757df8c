package dev.usher.daemon.stream;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.Departure;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.StreamSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Timer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client and the answer it gets. Owns the client's descriptor, one timer and the source of the tokens; {@link
 * #release} gives back all three. How it ends is {@link Ending}'s.
 *
 * <pre>
 *   RECEIVED ── open() ──► WAITING ── first token or heartbeat: 200 ──► STREAMING
 *      │                      │                                            │
 *      │ refuse(): 4xx, 503   │ failed(): 502, 504                         │ done() or failed(): last event
 *      └──────────────────────┴──────────────► ENDING ◄────────────────────┘
 *                                                │  what is left leaves, FIN, then input is dropped
 *      client gone, at any time ──► CLOSED ◄─────┘  until the client's FIN, 2 s of silence, or 30 s
 * </pre>
 *
 * <p>The client's socket may be in blocking mode, which others share: every send and receive says MSG_DONTWAIT. A
 * client's FIN is its departure. All methods are called on the loop. There may be tens of thousands of these: no field
 * without need.
 */
public final class Stream extends DescriptorHandle implements TokenSink, Scratch.Outlet, Timer.Expiry {
    private static final byte[] NO_FIELDS = {};
    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);

    final Home home;
    private final StreamSocket socket;
    private final @Nullable Runnable released; // null: it was not admitted
    private final Timer timer = new Timer(this);
    final long startNanos = System.nanoTime();
    private StreamState state = StreamState.RECEIVED;

    final String logName;
    final @Nullable Visit visit; // null: there is no access log

    private @Nullable Upstream upstream;
    private @Nullable Backlog backlog;
    private byte[] fields = NO_FIELDS;
    final StreamSettings settings;
    private EventFormat format;
    private @Nullable Ending ending;
    long bytesSent;
    long progressMillis; // the last byte to the client; once FIN is sent, the last one from it
    long sourceMillis; // the source's last sign of life, or when it was asked
    private int carry = TokenText.NOTHING;
    private int inputRead;
    int place; // in its home's list
    short status;
    boolean heard; // the source, at least once
    boolean asked; // the source was
    private boolean paused;
    private boolean sourceEnded;
    private boolean broken;

    Stream(Home home, StreamSocket socket, @Nullable Runnable released, String logName, @Nullable Visit visit) {
        this.home = home;
        this.socket = socket;
        this.released = released;
        this.settings = home.settings();
        this.format = home.format();
        this.logName = logName;
        this.visit = visit;
        this.progressMillis = startMillis();
        this.sourceMillis = progressMillis;
    }

    /** Puts the descriptor on the loop: from here on a client that leaves is noticed. */
    void begin() {
        try {
            watch(home.loop(), socket.fd().number());
            interest(READABLE | PEER_CLOSED);
            home.loop().atEndOfTurn(this::setOptions);
        } catch (RuntimeException e) {
            LOG.info("request_id={} a client cannot be served: {}", logName, e.toString());
            leave(EndReason.NETWORK, Departure.CLIENT_LEFT);
        }
    }

    /** An answer that was complete within its first turn has left with one send, and needs none of the options. */
    private void setOptions() {
        try {
            if (hasAsked() || backlog != null) {
                ClientOptions.set(socket, settings);
            }
        } catch (ErrnoException e) {
            breakOff(e);
        }
    }

    /**
     * Asks the backend; its tokens go to the client. Does nothing where the client has left meanwhile.
     *
     * @param headerLines whole header lines that the application adds to the answer's head
     */
    public void open(Backend backend, SeatRequest request, byte[] headerLines) {
        if (state != StreamState.RECEIVED) {
            return;
        }
        state = StreamState.WAITING;
        asked = true;
        fields = headerLines;
        format = format.forStream(home, request.data());
        sourceMillis = home.nowMillis();
        home.counts().add(Count.HANDOFFS);
        home.counts().add(Count.BACKEND_REQUESTS);
        StreamClock.set(timer, this);
        ask(backend, request);
    }

    private void ask(Backend backend, SeatRequest request) {
        Upstream opened;
        try {
            opened = backend.open(request, this);
        } catch (Throwable e) { // other people's code: its client must hear of an end, and the loop must go on
            LOG.error("request_id={} the backend threw, which it must not", logName, e);
            failed(Failure.INTERNAL);
            return;
        }
        if (sourceEnded) {
            return;
        }
        if (!isOpen()) {
            sourceIsOver();
            opened.cancel(Departure.CLIENT_LEFT);
            return;
        }
        upstream = opened;
        if (paused) {
            opened.pause();
        }
    }

    /** Answers with an error instead of a stream. */
    public void refuse(Failure failure) {
        if (state == StreamState.RECEIVED) {
            Count.countRefusal(failure.status(), home.counts());
            end(EndReason.REFUSED, failure);
        }
    }

    @Override
    public void token(byte[] utf8, int off, int len) {
        if (hears()) {
            home.text().take(carry, utf8, off, len);
            carry = home.text().carry();
            writeText(home.text());
        }
    }

    @Override
    public void event(String name, byte[] utf8, int off, int len) {
        if (hears() && NamedEvent.mayPass(name, utf8, off, off + len)) {
            NamedEvent.put(name, utf8, off, off + len, beginStream());
            Report.event(this);
        }
    }

    private boolean hears() {
        if (!isOpen() || sourceEnded) {
            return false;
        }
        sourceMillis = home.nowMillis();
        if (!heard) {
            heard = true;
            Report.heard(this);
            StreamClock.set(timer, this); // another limit counts from here on, which may be a shorter one
        }
        return true;
    }

    private void writeText(TokenText text) {
        if (text.from() < text.to()) {
            format.token(text.bytes(), text.from(), text.to(), beginStream());
            Report.event(this);
        }
    }

    @Override
    public void done(Finish finish) {
        if (!isOpen() || sourceEnded) {
            return;
        }
        sourceIsOver();
        home.text().takeRest(carry);
        writeText(home.text());
        format.done(finish, beginStream());
        beginEnd(EndReason.DONE);
    }

    @Override
    public void failed(Failure failure) {
        if (!isOpen() || sourceEnded) {
            return;
        }
        sourceIsOver();
        home.counts().add(Count.BACKEND_ERRORS);
        end(failure.status() == 400 ? EndReason.REFUSED : EndReason.UPSTREAM_FAILED, failure);
    }

    /** Ends the stream because the seat goes away. */
    void shutDown(Failure why) {
        if (isOpen()) {
            giveUpSource(Departure.SHUTDOWN);
            end(EndReason.SHUTDOWN, why);
        }
    }

    /** Closes without a word: the loop is about to end. */
    void abandon() {
        giveUpSource(Departure.SHUTDOWN);
        release(EndReason.SHUTDOWN);
    }

    /** The scratch buffer, with the head written before the first event. */
    private Scratch beginStream() {
        Scratch out = home.scratchFor(this);
        if (state == StreamState.WAITING) {
            state = StreamState.STREAMING;
            status = 200;
            Answer.streamHead(fields, out);
            fields = NO_FIELDS;
        }
        return out;
    }

    /** The last word of a stream that did not end well: an answer while nothing was sent, an event after that. */
    private void end(EndReason why, Failure failure) {
        Report.failed(this, failure);
        if (state == StreamState.STREAMING) {
            format.error(failure, home.scratchFor(this));
        } else {
            status = (short) failure.status();
            Scratch out = home.scratchFor(this);
            out.beginEvent();
            out.put(Answer.of(failure, fields));
        }
        beginEnd(why);
    }

    private void beginEnd(EndReason why) {
        state = StreamState.ENDING;
        ending = new Ending(why, home.nowMillis());
        fields = NO_FIELDS;
        home.loop().atEndOfTurn(this::finish);
        StreamClock.set(timer, this);
    }

    /** Takes bytes for the client: to the kernel, or behind those that wait for it. */
    @Override
    public void write(ByteBuffer ready) {
        if (state == StreamState.CLOSED || broken) {
            return;
        }
        try {
            if (backlog == null) {
                sent(Math.max(0, socket.send(ready)));
            }
        } catch (ErrnoException e) {
            breakOff(e);
            return;
        }
        if (ready.hasRemaining()) {
            keep(ready);
        }
    }

    private void keep(ByteBuffer ready) {
        if (backlog == null) {
            backlog = new Backlog(ready);
            interest(interest() | WRITABLE);
            progressMillis = home.nowMillis();
            StreamClock.set(timer, this);
            if (state == StreamState.ENDING) {
                setOptions(); // it may still be in its first turn, and stays longer now
            }
        } else {
            backlog.add(ready);
        }
        if (!paused) {
            paused = true;
            if (upstream != null) {
                upstream.pause();
            }
        }
        if (backlog.isTooLarge() && !broken) {
            broken = true;
            home.loop().execute(() -> leave(EndReason.CLIENT_STALLED, Departure.CLIENT_STALLED));
        }
    }

    private void sent(int bytes) {
        if (bytes > 0) {
            bytesSent += bytes;
            progressMillis = home.nowMillis();
            home.counts().add(Count.BYTES_SENT, bytes);
        }
    }

    /** A send failed, perhaps within another stream's call: the rest is done in a task of its own. */
    private void breakOff(ErrnoException e) {
        broken = true;
        home.loop().execute(() -> leave(EndReason.of(e), Departure.CLIENT_LEFT));
    }

    @Override
    protected void ready(int events) {
        if (state == StreamState.CLOSED) {
            return;
        }
        if (isFinished()) {
            drain((events & (HANGUP | ERROR)) != 0);
        } else if ((events & (PEER_CLOSED | HANGUP | ERROR)) != 0) {
            leave(EndReason.CLIENT_LEFT, Departure.CLIENT_LEFT);
        } else {
            if ((events & WRITABLE) != 0) {
                writeBacklog();
            }
            if ((events & READABLE) != 0 && isWatched() && !isFinished()) {
                drain(false);
            }
        }
    }

    private void writeBacklog() {
        Backlog waiting = backlog;
        if (waiting == null) {
            return;
        }
        try {
            sent(waiting.sendTo(socket, home.transit()));
        } catch (ErrnoException e) {
            leave(EndReason.CLIENT_LEFT, Departure.CLIENT_LEFT);
            return;
        }
        if (waiting.size() == 0) {
            backlog = null;
            interest(interest() & ~WRITABLE);
            caughtUp();
        }
    }

    private void caughtUp() {
        if (state == StreamState.ENDING) {
            finish();
        } else if (paused) {
            paused = false;
            sourceMillis = home.nowMillis();
            StreamClock.set(timer, this);
            if (upstream != null) {
                upstream.resume();
            }
        }
    }

    /** All was said: once it has left, our FIN follows. */
    private void finish() {
        Ending end = ending;
        if (end == null || state != StreamState.ENDING || end.isFinished() || broken) {
            return;
        }
        home.flushNow(this);
        if (backlog != null || broken) {
            return;
        }
        if (!end.finish(socket, home.nowMillis())) {
            leave(EndReason.CLIENT_LEFT, Departure.CLIENT_LEFT);
            return;
        }
        progressMillis = home.nowMillis();
        Report.ended(this);
        interest(READABLE
                | PEER_CLOSED); // reported again as long as it is there: nothing is read before the loop says so
        StreamClock.set(timer, this);
    }

    /** A client's input is nobody's: it is dropped, so that it neither wakes us for ever nor becomes a reset. */
    private void drain(boolean hungUp) {
        int dropped = Ending.drain(socket, hungUp, home.transit());
        if (dropped == Ending.OVER) {
            leave(EndReason.CLIENT_LEFT, Departure.CLIENT_LEFT);
        } else if (isFinished()) {
            progressMillis = dropped > 0 ? home.nowMillis() : progressMillis;
        } else {
            inputRead += dropped;
            if (inputRead >= Ending.INPUT_READ_MAX) {
                interest(interest() & ~READABLE);
            }
        }
    }

    @Override
    public void expired() {
        long now = home.nowMillis();
        switch (StreamClock.due(this, settings, now)) {
            case NOTHING -> {}
            case HEARTBEAT -> {
                format.heartbeat(beginStream());
                progressMillis = now;
            }
            case SOURCE_SILENT -> timeOut(Departure.UPSTREAM_SILENT, Failure.UPSTREAM_SILENT);
            case TOO_LONG -> timeOut(Departure.TOO_LONG, Failure.TOO_LONG);
            case CLIENT_STALLED, LINGERED -> leave(EndReason.CLIENT_STALLED, Departure.CLIENT_STALLED);
        }
        if (state != StreamState.CLOSED) {
            StreamClock.set(timer, this);
        }
    }

    private void timeOut(Departure why, Failure failure) {
        giveUpSource(why);
        end(EndReason.of(why), failure);
    }

    private void giveUpSource(Departure why) {
        Upstream source = upstream;
        if (source != null) {
            sourceIsOver();
            source.cancel(why);
        }
    }

    private void sourceIsOver() {
        sourceEnded = true;
        upstream = null;
        Report.measured(this, Timing.BACKEND);
    }

    /** The client is gone, or as good as gone. */
    private void leave(EndReason why, Departure departure) {
        if (state != StreamState.CLOSED) {
            giveUpSource(departure);
            release(why);
        }
    }

    @Override
    protected void ended() {
        abandon();
    }

    /**
     * The one place where everything is given back.
     *
     * @param why it ends, where its own end has not been reached: once our FIN is sent, nothing can go wrong any more
     */
    private void release(EndReason why) {
        if (state == StreamState.CLOSED) {
            return;
        }
        state = StreamState.CLOSED;
        home.loop().wheel().clear(timer);
        unwatch();
        socket.close();
        backlog = null;
        try { // first, so that whoever sees the client gone sees it counted too
            Report.closed(this, ending != null && ending.isFinished() ? ending.reason() : why);
        } finally {
            home.left(this, released);
        }
    }

    boolean isFinished() {
        return ending != null && ending.isFinished();
    }

    private boolean isOpen() {
        return state != StreamState.ENDING && state != StreamState.CLOSED && !broken;
    }

    long startMillis() {
        return startNanos / 1_000_000;
    }

    boolean hasAsked() {
        return state == StreamState.WAITING || state == StreamState.STREAMING;
    }

    /** How it ends, while it ends. */
    @Nullable
    Ending ending() {
        return state == StreamState.ENDING ? ending : null;
    }

    boolean isWaitingForClient() {
        return backlog != null;
    }
}
