package dev.usher.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wheel on a clock that a test moves by hand. */
class TimerWheelTest {
    /** A clock and an alarm in one: time passes only in {@link #passMillis}. */
    private static final class Hand implements TimerWheel.Alarm {
        private long nowNanos = 12_345_678_901L;
        private long wakeNanos = Long.MAX_VALUE;
        private Runnable wake;
        private int wakeUps;

        @Override
        public void set(long delayNanos, Runnable toRun) {
            wakeNanos = nowNanos + delayNanos;
            wake = toRun;
        }

        @Override
        public void clear() {
            wakeNanos = Long.MAX_VALUE;
        }

        void passMillis(long millis) {
            long end = nowNanos + millis * 1_000_000;
            while (wakeNanos <= end) {
                nowNanos = Math.max(nowNanos, wakeNanos);
                wakeNanos = Long.MAX_VALUE;
                wakeUps++;
                wake.run();
            }
            nowNanos = end;
        }

        boolean sleeps() {
            return wakeNanos == Long.MAX_VALUE;
        }

        long nowMillis() {
            return nowNanos / 1_000_000;
        }
    }

    private final Hand hand = new Hand();
    private final TimerWheel wheel = new TimerWheel(hand, () -> hand.nowNanos);

    @Test
    void timerExpiresOnceAndNotBeforeItsTime() {
        List<Long> fired = new ArrayList<>();
        long start = hand.nowMillis();
        wheel.set(new Timer(() -> fired.add(hand.nowMillis() - start)), 20);
        hand.passMillis(19);
        assertThat(fired).isEmpty();
        hand.passMillis(1_000);
        assertThat(fired).hasSize(1);
        assertThat(fired.getFirst()).isBetween(20L, 21L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 300_000, 16_777_215, 16_777_216, 86_400_000})
    void everyDelayIsMetToTheTick(long delayMillis) {
        hand.passMillis(777);
        List<Long> fired = new ArrayList<>();
        long start = hand.nowNanos;
        wheel.set(new Timer(() -> fired.add(hand.nowNanos - start)), delayMillis);
        hand.passMillis(delayMillis + 10);
        assertThat(fired).hasSize(1);
        assertThat(fired.getFirst()).isBetween(delayMillis * 1_000_000, (delayMillis + 2) * 1_000_000);
    }

    @Test
    void longDelayCostsFewWakeUps() {
        wheel.set(new Timer(() -> {}), 3_600_000);
        hand.passMillis(3_700_000);
        assertThat(hand.wakeUps).isLessThanOrEqualTo(4);
    }

    @Test
    void emptyWheelSleeps() {
        Timer timer = new Timer(() -> {});
        assertThat(hand.sleeps()).isTrue();
        wheel.set(timer, 50);
        assertThat(hand.sleeps()).isFalse();
        wheel.clear(timer);
        assertThat(hand.sleeps()).isTrue();
        wheel.set(timer, 50);
        hand.passMillis(60);
        assertThat(hand.sleeps()).isTrue();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void clearedTimerDoesNotExpire() {
        List<String> fired = new ArrayList<>();
        Timer gone = new Timer(() -> fired.add("gone"));
        Timer stays = new Timer(() -> fired.add("stays"));
        wheel.set(gone, 10);
        wheel.set(stays, 10);
        wheel.clear(gone);
        wheel.clear(gone);
        hand.passMillis(20);
        assertThat(fired).containsExactly("stays");
        assertThat(gone.isSet()).isFalse();
    }

    @Test
    void movedTimerExpiresAtItsLastTime() {
        List<Long> fired = new ArrayList<>();
        long start = hand.nowMillis();
        Timer timer = new Timer(() -> fired.add(hand.nowMillis() - start));
        wheel.set(timer, 10);
        wheel.set(timer, 500);
        hand.passMillis(400);
        wheel.set(timer, 5);
        hand.passMillis(10);
        assertThat(fired).hasSize(1);
        assertThat(fired.getFirst()).isBetween(405L, 406L);
    }

    @Test
    void timerThatSetsItselfToZeroComesInTheNextTickNotInThisOne() {
        int[] count = {0};
        Timer[] self = new Timer[1];
        self[0] = new Timer(() -> {
            count[0]++;
            wheel.set(self[0], 0);
        });
        wheel.set(self[0], 0);
        hand.passMillis(10);
        assertThat(count[0]).isBetween(9, 11);
        wheel.clear(self[0]);
    }

    @Test
    void expiryMayClearItsNeighbourOfTheSameTick() {
        List<String> fired = new ArrayList<>();
        Timer[] second = new Timer[1];
        Timer first = new Timer(() -> {
            fired.add("first");
            wheel.clear(second[0]);
        });
        second[0] = new Timer(() -> fired.add("second"));
        wheel.set(first, 10);
        wheel.set(second[0], 10);
        hand.passMillis(50);
        assertThat(fired).containsExactly("first");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void expiryThatThrowsDoesNotStopTheOthers() {
        List<String> fired = new ArrayList<>();
        wheel.set(
                new Timer(() -> {
                    throw new IllegalStateException("expected by this test");
                }),
                10);
        wheel.set(new Timer(() -> fired.add("next")), 10);
        wheel.set(new Timer(() -> fired.add("later")), 20);
        hand.passMillis(50);
        assertThat(fired).containsExactly("next", "later");
    }

    @Test
    void delayOutOfRangeIsRefused() {
        assertThatThrownBy(() -> wheel.set(new Timer(() -> {}), -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> wheel.set(new Timer(() -> {}), TimerWheel.DELAY_MILLIS_MAX + 1))
                .hasMessageContaining("between 0 and");
    }

    @Test
    void lateWakeUpExpiresAllThatIsDueInOrder() {
        List<Integer> fired = new ArrayList<>();
        for (int delay : new int[] {900, 3, 70_000, 256, 5}) {
            wheel.set(new Timer(() -> fired.add(delay)), delay);
        }
        hand.nowNanos += 100_000L * 1_000_000; // the loop was busy
        hand.passMillis(1);
        assertThat(fired).containsExactly(3, 5, 256, 900, 70_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomSettingsAgreeWithAListOfDeadlines(long seed) {
        Random random = new Random(seed);
        Map<Timer, Long> expected = new HashMap<>();
        List<Timer> timers = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Timer[] self = new Timer[1];
            self[0] = new Timer(() -> {
                Long due = expected.remove(self[0]);
                if (due == null || hand.nowNanos < due || hand.nowNanos > due + 2_000_000) {
                    wrong.add("due " + due + " now " + hand.nowNanos);
                }
            });
            timers.add(self[0]);
        }
        for (int step = 0; step < 5_000; step++) {
            Timer timer = timers.get(random.nextInt(timers.size()));
            if (random.nextInt(4) == 0) {
                wheel.clear(timer);
                expected.remove(timer);
            } else {
                long delay = (long) Math.pow(2, random.nextDouble() * 26) - 1;
                wheel.set(timer, delay);
                expected.put(timer, hand.nowNanos + delay * 1_000_000);
            }
            hand.passMillis(random.nextInt(3) == 0 ? random.nextInt(400_000) : random.nextInt(4));
            assertThat(wheel.size()).as("seed %d step %d", seed, step).isEqualTo(expected.size());
        }
        hand.passMillis(1L << 27);
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(expected).isEmpty();
    }
}
