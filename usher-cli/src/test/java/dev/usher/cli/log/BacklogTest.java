package dev.usher.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.log.Backlog.Batch;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BacklogTest {
    private final Backlog<String> backlog = new Backlog<>();

    @Test
    void allThatWaitsIsTakenAtOnceAndInOrder() throws InterruptedException {
        backlog.offer("a", 1);
        backlog.offer("b", 1);
        assertThat(backlog.take()).isEqualTo(new Batch<>(List.of("a", "b"), 0));
        backlog.offer("c", 1);
        assertThat(backlog.take()).isEqualTo(new Batch<>(List.of("c"), 0));
    }

    @Test
    void theLimitIsInBytesAndAFullOneStillTakesNothing() throws InterruptedException {
        backlog.offer("all", Backlog.LIMIT_BYTES);
        backlog.offer("more", 1);
        assertThat(backlog.take()).isEqualTo(new Batch<>(List.of("all"), 1));
    }

    /** A small line may not slip in behind a large one that was dropped: the count says where the gap is. */
    @Test
    void whatIsDroppedIsOneGapBehindWhatIsKept() throws InterruptedException {
        backlog.offer("first", 1);
        backlog.offer("too large", Backlog.LIMIT_BYTES);
        backlog.offer("small", 1);
        assertThat(backlog.take()).isEqualTo(new Batch<>(List.of("first"), 2));
        backlog.offer("later", 1);
        assertThat(backlog.take()).isEqualTo(new Batch<>(List.of("later"), 0));
    }

    @Test
    void aWakeReturnsWithoutALine() throws InterruptedException {
        backlog.wake();
        assertThat(backlog.take()).isEqualTo(new Batch<>(List.of(), 0));
    }

    @Test
    void linesAreWrittenWhenTheNextOnesAreTaken() throws InterruptedException {
        backlog.offer("a", 1);
        assertThat(backlog.awaitWritten(0)).isFalse();
        backlog.take();
        assertThat(backlog.awaitWritten(0)).as("taken, and not written yet").isFalse();
        backlog.wake();
        backlog.take();
        assertThat(backlog.awaitWritten(0)).isTrue();
    }

    /** Lines gather for 10 ms behind a batch; who waits for the end does not wait for that as well. */
    @Test
    void whoWaitsForTheEndIsNotKeptByThePause() throws InterruptedException {
        AtomicInteger lines = new AtomicInteger();
        Thread writer = Thread.ofPlatform().start(() -> takeUntil("last", lines));
        long start = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            backlog.offer("line", 1);
            assertThat(backlog.awaitWritten(5_000)).isTrue();
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        backlog.offer("last", 1);
        writer.join();
        assertThat(lines).hasValue(501);
        assertThat(millis).as("500 pauses are 5,000").isLessThan(2_500);
    }

    private void takeUntil(String last, AtomicInteger count) {
        try {
            List<String> lines = List.of();
            while (!lines.contains(last)) {
                lines = backlog.take().lines();
                count.addAndGet(lines.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
