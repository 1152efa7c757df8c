package dev.usher.daemon.model;

import dev.usher.daemon.backend.Departure;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.upstream.AnswerHead;
import dev.usher.daemon.upstream.AnswerListener;
import dev.usher.daemon.upstream.Call;
import dev.usher.daemon.upstream.Health;
import dev.usher.daemon.upstream.UpstreamFailure;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer of a model, on its way from the upstream to the client.
 *
 * <pre>
 *   PREPARED ◄── the first of two requests was granted ── ASKED ◄── PREPARED, when that answer is over
 *   ASKED ── 200, a stream of events ──► ANSWERING ── the API's last event ──► LEAVING ── end of the body, or 2 s ──► OVER
 *     │                                      └── end of the body, error, cut, cancel() ──────────────────────────────► OVER
 *     └── anything else ──► REFUSED ── its text for the log, or 1 s ─────────────────────────────────────────────────► OVER
 * </pre>
 *
 * <p>LEAVING lets the body come to its end after the client has been told, so that the connection can be used again. All
 * methods are called on the loop. There may be tens of thousands of these: no field without need.
 */
final class ModelStream implements Upstream, AnswerListener, EventStreamParser.Sink, Timer.Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStream.class);
    private static final int LEAVING_MILLIS = 2000;
    private static final byte[] NOTHING = {};

    private enum State {
        /** No head yet. */
        ASKED,
        /** The first of two requests was granted; the second follows when its answer is over. */
        PREPARED,
        /** Events come. */
        ANSWERING,
        /** What comes is no stream of events. */
        REFUSED,
        /** The client has all; the body has not ended. */
        LEAVING,
        /** Nothing more is said to either side. */
        OVER
    }

    private final Api api;
    private final String logName;
    private final Loop loop;
    private final TokenSink sink;
    private final ModelAnswer answer;
    private final Bench bench;
    private State state = State.ASKED;
    private @Nullable Call call;
    private byte @Nullable [] said; // until it is known that there is no error that may quote it
    private @Nullable Asked following;
    private @Nullable Luggage luggage; // until the request is no longer in memory
    private @Nullable EventStreamParser events;
    private @Nullable ErrorBody error;
    private @Nullable Timer leaving;
    private long ticket = Health.NO_TICKET; // until the upstream's health has heard how it went
    private long askedNanos;
    private boolean paused;
    private boolean reading;

    ModelStream(Api api, SeatRequest request, TokenSink sink, ModelAnswer answer) {
        this.api = api;
        this.logName = request.logName();
        this.loop = request.loop();
        this.sink = sink;
        this.answer = answer;
        this.bench = Bench.ofThisLoop();
    }

    /** Takes the request's files: before it is asked. */
    void carry(@Nullable Luggage files) {
        luggage = files;
    }

    /** Sends the request, unless the upstream is known to be down. The answer may come before this returns. */
    void ask(Asked request) {
        Health health = api.client().health();
        ticket = health.ask();
        if (ticket == Health.NO_TICKET) {
            LOG.debug("request_id={} upstream {} is not asked: it is down", logName, api.name());
            giveUp();
            sink.failed(Refusals.down(health));
        } else {
            send(request);
        }
    }

    /** The model has said something, or that it is there. */
    private void speaks() {
        if (ticket != Health.NO_TICKET) {
            api.client().firstToken(System.nanoTime() - askedNanos);
            tell(Health.Outcome.ANSWERED);
        }
    }

    private void tell(Health.Outcome outcome) {
        if (ticket != Health.NO_TICKET) {
            long told = ticket;
            ticket = Health.NO_TICKET;
            api.client().health().tell(told, outcome);
        }
    }

    private void send(Asked asked) {
        said = asked.said();
        askedNanos = System.nanoTime();
        Call made = api.client().call(loop, asked.request(), this);
        if (state == State.OVER) {
            made.cancel();
            return;
        }
        call = made;
        if (paused) {
            made.pause();
        }
    }

    /** Sends a request once another one has been answered with success. */
    void askAfter(Asked first, Asked then) {
        following = then;
        ask(first);
    }

    @Override
    public void head(AnswerHead head) {
        if (following != null && isThere(head.status())) {
            state = State.PREPARED;
            return;
        }
        String type = mediaType(head);
        String coding = head.first("content-encoding");
        boolean isCoded = coding != null && !coding.equalsIgnoreCase("identity");
        if (head.status() == 200 && !isCoded && mayBeEvents(type)) {
            state = State.ANSWERING;
            said = null;
            if (luggage != null) {
                luggage.accepted();
                luggage = null;
            }
            events = new EventStreamParser();
        } else {
            state = State.REFUSED;
            tell(Refusals.outcome(head.status()));
            error = new ErrorBody(head, loop, this::refused);
        }
    }

    /** A thread is made, was there, or is being made by another request just now. */
    private static boolean isThere(int status) {
        return status == 200 || status == 201 || status == 409;
    }

    private static String mediaType(AnswerHead head) {
        String type = head.first("content-type");
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Servers are careless with the type of a stream; what says that it is a document is none. */
    private static boolean mayBeEvents(String type) {
        return !type.endsWith("json") && !type.equals("text/html");
    }

    @Override
    public void data(ByteBuf bytes) {
        switch (state) {
            case ANSWERING -> read(bytes);
            case REFUSED -> {
                if (error != null && error.take(bytes)) {
                    refused();
                }
            }
            case ASKED, PREPARED, LEAVING, OVER -> bytes.skipBytes(bytes.readableBytes());
        }
    }

    private void read(ByteBuf bytes) {
        EventStreamParser parser = events;
        if (parser == null) {
            return;
        }
        reading = true;
        EventStreamParser.Outcome outcome = parser.parse(bytes, bench, this);
        reading = false;
        if (outcome == EventStreamParser.Outcome.TOO_LONG && state == State.ANSWERING) {
            fail(
                    Refusals.NOT_UNDERSTOOD,
                    "a line or an event of more than " + EventStreamParser.EVENT_BYTES_MAX + " bytes");
        } else if (state != State.ANSWERING) {
            bytes.skipBytes(bytes.readableBytes());
        } else if (paused && call != null) {
            call.pause();
        }
    }

    @Override
    public boolean event(String name, byte[] data, int from, int to) {
        if (from == to) {
            alive();
        } else {
            answer.event(this, name, data, from, to);
        }
        return goesOn();
    }

    @Override
    public boolean comment() {
        alive();
        return goesOn();
    }

    /** A call that has not returned yet cannot be paused: what it brings is passed on. */
    private boolean goesOn() {
        return state == State.ANSWERING && !(paused && call != null);
    }

    @Override
    public void end() {
        switch (state) {
            case ANSWERING -> {
                call = null; // there is nothing more to cancel
                answer.end(this);
                over();
            }
            case PREPARED -> loop.execute(this::askNext); // the first call may not have returned yet
            case REFUSED -> refused();
            case ASKED, LEAVING, OVER -> over();
        }
    }

    private void askNext() {
        Asked next = following;
        if (next != null && state == State.PREPARED) {
            following = null;
            state = State.ASKED;
            send(next);
        }
    }

    @Override
    public void failed(UpstreamFailure why) {
        tell(Refusals.outcome(why.kind()));
        switch (state) {
            case ASKED, PREPARED, ANSWERING -> fail(Refusals.of(why.kind()), why.kind() + ", " + why.detail());
            case REFUSED -> refused();
            case LEAVING, OVER -> over();
        }
    }

    /** The client hears of it, and the log why. */
    private void refused() {
        ErrorBody body = error;
        byte[] request = said;
        if (body == null || request == null) {
            return;
        }
        String quoted = ErrorText.of(body, request, api.key().get(), bench.json());
        String what = body.status() == 200 ? "200, which is no stream of events" : Integer.toString(body.status());
        fail(Refusals.of(body.status(), body.retryAfterSeconds()), "it answered " + what + ": " + quoted);
    }

    /** The bench, for whoever understands the events. */
    Bench bench() {
        return bench;
    }

    /** A token, or a sign of life where it is empty. */
    void token(TextBytes text) {
        speaks();
        sink.token(text.bytes(), 0, text.length());
    }

    /** As above. */
    void token(byte[] utf8, int from, int length) {
        speaks();
        sink.token(utf8, from, length);
    }

    /** The source is alive, and says nothing. */
    void alive() {
        speaks();
        sink.token(NOTHING, 0, 0);
    }

    /** An event that the client gets as it is. */
    void pass(String name, byte[] data, int from, int to) {
        speaks();
        sink.event(name, data, from, to - from);
    }

    /** The model really finished. */
    void done(Finish finish) {
        tell(Health.Outcome.ANSWERED);
        events = null;
        if (call == null) {
            state = State.OVER;
        } else {
            state = State.LEAVING;
            leaving = new Timer(this);
            loop.wheel().set(leaving, LEAVING_MILLIS);
        }
        sink.done(finish);
    }

    /** The API says that it has failed. */
    void failed(ErrorNote note) {
        tell(Health.Outcome.ANSWERED);
        fail(
                Refusals.FAILED,
                "it reported an error in mid-stream: "
                        + ErrorText.of(note, api.key().get()));
    }

    /**
     * There is no more of the answer.
     *
     * @param detail for the log; no prompt, no key
     */
    void fail(Failure failure, String detail) {
        LOG.warn("request_id={} upstream {}: {}", logName, api.name(), detail);
        giveUp();
        sink.failed(failure);
    }

    @Override
    public void expired() {
        giveUp();
    }

    @Override
    public void pause() {
        paused = true;
        if (!reading && call != null) {
            call.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        if (!reading && call != null) {
            call.resume();
        }
    }

    @Override
    public void cancel(Departure why) {
        tell(Refusals.outcome(why));
        giveUp();
    }

    private void giveUp() {
        Call open = call;
        over();
        if (open != null) {
            open.cancel();
        }
    }

    /** The one place where everything is given back but the call. */
    private void over() {
        tell(Health.Outcome.BROKEN_OFF); // where nothing else was said
        state = State.OVER;
        call = null;
        events = null;
        said = null;
        following = null;
        if (luggage != null) {
            luggage.free();
            luggage = null;
        }
        if (error != null) {
            error.stop();
            error = null;
        }
        if (leaving != null) {
            loop.wheel().clear(leaving);
            leaving = null;
        }
    }
}
