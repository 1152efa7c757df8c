package dev.usher.daemon.backend;

import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import org.jspecify.annotations.Nullable;

/**
 * One mock answer: its place in the messages and one timer.
 *
 * <pre>
 *   SPEAKING ── last message ──► ENDED
 *    │    ▲ └── cancel() ──────► ENDED
 *  pause() │
 *    ▼  resume()
 *   PAUSED
 * </pre>
 */
final class MockStream implements Upstream, Timer.Expiry {
    /** The two that the first messages name, as UTF-8. */
    static final class Names {
        private final byte[] prompt;
        private final byte[] user;

        Names(byte[] prompt, byte[] user) {
            this.prompt = prompt;
            this.user = user;
        }
    }

    private final Loop loop;
    private final TokenSink sink;
    private final int delayMillis;
    private @Nullable Names names;
    private @Nullable Timer timer;
    private byte next;
    private boolean paused;
    private boolean ended;

    MockStream(Loop loop, TokenSink sink, long delayMillis, Names names) {
        this.loop = loop;
        this.sink = sink;
        this.delayMillis = (int) Math.min(delayMillis, Integer.MAX_VALUE);
        this.names = names;
    }

    void begin() {
        speak();
    }

    @Override
    public void expired() {
        if (!paused) {
            speak();
        }
    }

    /** Says what is due, then waits, or ends. A pause or a cancel may come from within the sink. */
    private void speak() {
        do {
            say();
        } while (delayMillis == 0 && next < MockMessages.COUNT && !paused && !ended);
        if (ended || paused) {
            return;
        }
        if (next == MockMessages.COUNT) {
            ended = true;
            sink.done(Finish.STOP);
        } else {
            if (timer == null) {
                timer = new Timer(this);
            }
            loop.wheel().set(timer, delayMillis);
        }
    }

    private void say() {
        Names named = names;
        if (next < MockMessages.COUNT) {
            byte[] message =
                    named == null ? MockMessages.fixed(next) : MockMessages.naming(next, named.prompt, named.user);
            next++;
            if (next == MockMessages.NAMING) {
                names = null; // a long stream keeps no prompt
            }
            sink.token(message, 0, message.length);
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (paused && !ended) {
            paused = false;
            if (timer == null || !timer.isSet()) {
                speak();
            }
        }
    }

    @Override
    public void cancel(Departure why) {
        ended = true;
        if (timer != null) {
            loop.wheel().clear(timer);
        }
    }
}
