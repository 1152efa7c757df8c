package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for a driver. */
class StepsTest {
    private final Steps steps = new Steps();

    private static Runnable step() {
        return new Runnable() {
            @Override
            public void run() {
                // It is only counted.
            }
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void stepsLeaveInTheOrderTheyCame(long seed) {
        Random random = new Random(seed);
        ArrayDeque<Runnable> model = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(100) < 49) {
                Runnable step = step();
                steps.add(step);
                model.add(step);
            } else {
                assertThat(steps.poll()).isSameAs(model.poll());
            }
            assertThat(steps.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    void oneMoreThanTheMostIsRefusedAndTheOthersStay() {
        for (int i = 0; i < Steps.MAX; i++) {
            steps.add(step());
        }
        assertThatThrownBy(() -> steps.add(step()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("4096 steps wait");
        for (int i = 0; i < Steps.MAX; i++) {
            assertThat(steps.poll()).isNotNull();
        }
        assertThat(steps.poll()).isNull();
        steps.add(step());
        assertThat(steps.poll()).isNotNull();
    }
}
