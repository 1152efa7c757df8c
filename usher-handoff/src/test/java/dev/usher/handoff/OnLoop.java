package dev.usher.handoff;

import dev.usher.loop.Loop;
import dev.usher.loop.Loops;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One loop for a test, and ways to do things on it. */
final class OnLoop implements AutoCloseable {
    static final int PATIENCE_SECONDS = 10;

    private final Loops loops = Loops.start("handoff-test", 1);

    Loop loop() {
        return loops.get(0);
    }

    <T> T call(Callable<T> step) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop().execute(() -> {
            try {
                result.complete(step.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void run(ThrowingStep step) throws Exception {
        this.<Object>call(() -> {
            step.run();
            return "";
        });
    }

    interface ThrowingStep {
        void run() throws Exception;
    }

    @Override
    public void close() {
        loops.close();
    }
}
