package dev.usher.daemon;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.Departure;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A backend that does what a test says, when the test says it, and writes down what it is told. */
final class Script implements Backend {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    volatile SeatRequest request;
    volatile TokenSink sink;
    private final Consumer<TokenSink> atOpen;

    Script(Consumer<TokenSink> atOpen) {
        this.atOpen = atOpen;
    }

    Script() {
        this(_ -> {});
    }

    @Override
    public Upstream open(SeatRequest opened, TokenSink into) {
        request = opened;
        sink = into;
        events.add("open");
        atOpen.accept(into);
        return new Upstream() {
            @Override
            public void pause() {
                events.add("pause");
            }

            @Override
            public void resume() {
                events.add("resume");
            }

            @Override
            public void cancel(Departure why) {
                events.add("cancel " + why);
            }
        };
    }

    /** Has the source act on its loop. */
    void act(Consumer<TokenSink> what) {
        Objects.requireNonNull(request).loop().execute(() -> what.accept(sink));
    }

    String nextEvent() throws InterruptedException {
        return Objects.requireNonNull(events.poll(60, TimeUnit.SECONDS), "nothing happened in 60 s");
    }

    static void say(TokenSink sink, String token) {
        byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
        sink.token(utf8, 0, utf8.length);
    }
}
