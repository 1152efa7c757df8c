package dev.usher.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("transport")
class LoopsTest {
    private final Loops loops = Loops.start("test-loop", 2);

    @AfterEach
    void endLoops() {
        loops.close();
    }

    @Test
    void timersOfALoopExpireOnItsThread() throws Exception {
        Loop loop = loops.get(1);
        CompletableFuture<Boolean> inLoop = new CompletableFuture<>();
        loop.execute(() -> loop.wheel().set(new Timer(() -> inLoop.complete(loop.inLoop())), 5));
        assertThat(inLoop.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endOfTurnComesAfterTheTasksOfTheTurn() throws Exception {
        Loop loop = loops.get(0);
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            loop.atEndOfTurn(() -> {
                order.add("end of turn");
                done.complete(null);
            });
            loop.execute(() -> order.add("second task"));
            order.add("first task");
        });
        done.get(10, TimeUnit.SECONDS);
        assertThat(order).containsExactly("first task", "second task", "end of turn");
    }

    @Test
    void loopIsFoundByNettysName() {
        assertThat(loops.of(loops.get(1).executor())).isSameAs(loops.get(1));
        assertThat(loops.next()).isNotSameAs(loops.next());
    }

    @Test
    void strangerThreadIsRefused() {
        assertThatThrownBy(loops.get(0)::requireInLoop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("touched by thread");
    }

    @Test
    void countOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Loops.start("x", 0)).hasMessageContaining("between 1 and 1024: 0");
    }
}
