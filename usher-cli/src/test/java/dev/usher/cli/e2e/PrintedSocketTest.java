package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The one path that tests cannot choose is one run's at a time. */
class PrintedSocketTest {
    @Test
    void anotherRunWaitsForItsTurn() throws Exception {
        AtomicBoolean given = new AtomicBoolean();
        CompletableFuture<Boolean> other = new CompletableFuture<>();
        Thread run = new Thread(
                () -> {
                    try (PrintedSocket _ = PrintedSocket.take()) {
                        other.complete(given.get());
                    } catch (Exception | AssertionError e) {
                        other.completeExceptionally(e);
                    }
                },
                "another-run");
        try (PrintedSocket _ = PrintedSocket.take()) {
            run.start();
            Waiting.until("it waits", 20, () -> run.getState() == Thread.State.TIMED_WAITING);
            assertThat(other).isNotDone();
            given.set(true);
        }
        assertThat(other.get(60, TimeUnit.SECONDS)).isTrue();
        run.join();
    }
}
