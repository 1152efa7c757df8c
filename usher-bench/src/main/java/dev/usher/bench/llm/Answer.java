package dev.usher.bench.llm;

import dev.usher.bench.llm.LlmStats.Cancellation;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One answer under way: a chunk a tick, for as long as its client takes them. It keeps one chunk at most, and asks the wire
 * before it makes the next.
 *
 * <pre>
 *   WAITING ─ first delay ─▶ STREAMING ─ all said, or what its pattern says ─▶ ENDED
 *      │                        │ ▲ a tick, or the client takes more again
 *      │                        └─┘
 *      └───────── silent ─▶ MUTE ◀─ stalled ─ STREAMING
 *   from each but ENDED: the client left ─▶ ENDED
 * </pre>
 *
 * <p>Lives on its connection's loop.
 */
final class Answer {
    /** Chunks without a delay that are sent before others have their turn. */
    private static final int BURST_MAX = 64;

    private static final Map<String, String> EVENT_STREAM =
            Map.of("content-type", "text/event-stream; charset=utf-8", "cache-control", "no-cache");

    private enum State {
        /** Nothing was sent. */
        WAITING,
        /** The head was sent. */
        STREAMING,
        /** Nothing more will be sent, and no end. */
        MUTE,
        /** Over. */
        ENDED
    }

    private final Ask ask;
    private final Pattern pattern;
    private final Script script;
    private final Wire wire;
    private final Loop loop;
    private final Counters counters;
    private final long delayMillis;
    private final Timer timer = new Timer(this::tick);
    private final long acceptedNanos = System.nanoTime();
    private State state = State.WAITING;
    private boolean heldBack;
    private int sent;

    Answer(Ask ask, Script script, Wire wire, Loop loop, Service service) {
        this.ask = ask;
        this.pattern = script.pattern();
        this.script = script;
        this.wire = wire;
        this.loop = loop;
        this.counters = service.counters();
        this.delayMillis = pattern.has(Trait.ENDLESS) ? 0 : service.settings().delayMillis();
    }

    /** Sends the first chunk after so long. */
    void begin(long firstDelayMillis) {
        counters.streamOpened();
        if (pattern.has(Trait.SILENT)) {
            state = State.MUTE;
        } else if (firstDelayMillis == 0) {
            tick();
        } else {
            loop.wheel().set(timer, firstDelayMillis);
        }
    }

    /** The client takes more again. */
    void writable() {
        if (heldBack && wire.isWritable()) {
            heldBack = false;
            loop.wheel().set(timer, 0); // not now: this may be called from within a flush of ours
        }
    }

    /** The client has left, or wants this no more. */
    void gone() {
        if (state != State.ENDED) {
            over();
            long now = System.nanoTime();
            long afterMillis = TimeUnit.NANOSECONDS.toMillis(now - acceptedNanos);
            counters.streamCancelled(new Cancellation(afterMillis, sent), now);
        }
    }

    private void over() {
        state = State.ENDED;
        loop.wheel().clear(timer);
    }

    private void tick() {
        heldBack = false;
        if (state == State.WAITING) {
            state = State.STREAMING;
            head();
        }
        for (int burst = 0; state == State.STREAMING && burst < BURST_MAX; burst++) {
            if (!wire.isWritable()) {
                heldBack = true;
                break;
            }
            step();
            if (delayMillis > 0) {
                break;
            }
        }
        if (state != State.ENDED) {
            wire.flush();
        }
        proceed();
    }

    /** Sets the next tick: never as a task of this turn, or the loop would read nothing until the client is sated. */
    private void proceed() {
        if (state == State.STREAMING && !(heldBack && !wire.isWritable())) {
            heldBack = false;
            loop.wheel().set(timer, delayMillis);
        }
    }

    private void head() {
        if (pattern.has(Trait.STATUS)) {
            reply(pattern.number(Trait.STATUS), Service.JSON, Service.error("it was asked for"));
            counters.streamRejected();
        } else if (pattern.has(Trait.HTML)) {
            reply(200, Map.of("content-type", "text/html"), "<!DOCTYPE html><title>Please log in</title>\n");
            counters.streamBroken();
        } else if (!ask.stream()) {
            reply(200, Service.JSON, script.whole());
            counters.streamCompleted();
        } else {
            wire.head(200, EVENT_STREAM);
            state = pattern.has(Trait.SILENT_AFTER_HEAD) ? State.MUTE : state;
        }
    }

    private void reply(int status, Map<String, String> headers, String body) {
        over();
        Service.reply(wire, status, headers, body);
    }

    private void step() {
        if (isBrokenOff()) {
            return;
        }
        if (pattern.isDue(Trait.GARBAGE, sent)) {
            frames(script.garbage(wire.allocator()), false);
        }
        if (sent == script.chunkCount()) {
            end(script.last(wire.allocator()), !pattern.has(Trait.NO_DONE));
            return;
        }
        frames(script.chunk(wire.allocator(), sent), false);
        sent++;
        if (pattern.isDue(Trait.GOAWAY, sent)) {
            wire.goAway();
        }
        if (pattern.isDue(Trait.STALL, sent)) {
            state = State.MUTE;
        }
    }

    /** Whether the answer ended before its time, as its pattern says. */
    private boolean isBrokenOff() {
        if (pattern.isDue(Trait.CUT, sent) || pattern.isDue(Trait.DIE, sent)) {
            cutAfterWhatWasSent();
        } else if (pattern.isDue(Trait.ABORT, sent)) {
            end(wire.allocator().buffer(0), false);
        } else if (pattern.isDue(Trait.ERROR_MID, sent)) {
            end(script.error(wire.allocator()), false);
        } else if (pattern.isDue(Trait.NOISE, sent)) {
            end(script.noise(wire.allocator()), false);
        } else if (pattern.isDue(Trait.STALL, sent)) {
            state = State.MUTE;
        }
        return state != State.STREAMING;
    }

    private void cutAfterWhatWasSent() {
        wire.flush();
        if (state == State.ENDED) {
            return; // the flush has shown that the client is gone
        }
        over();
        counters.streamBroken();
        if (pattern.has(Trait.DIE)) {
            wire.die();
        } else {
            wire.reset();
        }
    }

    private void end(ByteBuf last, boolean complete) {
        frames(last, true);
        over();
        if (complete) {
            counters.streamCompleted();
        } else {
            counters.streamBroken();
        }
        wire.end();
    }

    private void frames(ByteBuf bytes, boolean last) {
        script.cut(bytes, last, wire::frame);
    }
}
