package dev.usher.daemon.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.upstream.Breaker.State;
import dev.usher.daemon.upstream.Health.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When an upstream is asked, and when it is left alone. The clock is the test's. */
class BreakerTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // it may wrap, as nanoTime may
    private final Breaker breaker = new Breaker("openai", nanos::get);

    private void pass(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }

    private void ends(int requests, Outcome outcome) {
        for (int i = 0; i < requests; i++) {
            breaker.tell(breaker.ask(), outcome);
        }
    }

    private void opened() {
        ends(20, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    private long probe() {
        long ticket = breaker.ask();
        assertThat(ticket).isNotEqualTo(Health.NO_TICKET);
        assertThat(breaker.state()).isEqualTo(State.PROBING);
        return ticket;
    }

    @Test
    void nineteenFailuresAreTooFewToJudge() {
        ends(19, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        ends(1, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void halfOfTwentyIsEnough() {
        ends(10, Outcome.ANSWERED);
        ends(9, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        ends(1, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void halfOfTwentyIsEnoughAlsoWhenTheLastOneWasAnswered() {
        ends(10, Outcome.FAILED);
        ends(9, Outcome.ANSWERED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        ends(1, Outcome.ANSWERED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void lessThanHalfIsNotEnough() {
        ends(100, Outcome.ANSWERED);
        ends(99, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whatIsOlderThanTenSecondsIsForgotten() {
        ends(15, Outcome.FAILED);
        pass(10.5);
        ends(19, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whatIsNineSecondsOldCounts() {
        ends(15, Outcome.FAILED);
        pass(9);
        ends(5, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void theWindowSlides() {
        for (int i = 0; i < 100; i++) { // 19 at most in any 10 s
            ends(1, Outcome.FAILED);
            pass(10.1 / 19);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void requestsThatNobodyWaitsForDoNotCount() {
        ends(1_000, Outcome.WITHDRAWN);
        ends(19, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        ends(1, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void whatBreaksOffIsNoFailure() {
        ends(1_000, Outcome.BROKEN_OFF);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void anOpenOneRefusesAndSaysUntilWhen() {
        opened();
        pass(0.5);
        assertThat(breaker.ask()).isEqualTo(Health.NO_TICKET);
        assertThat(breaker.ask()).isEqualTo(Health.NO_TICKET);
        assertThat(breaker.retryAfterSeconds()).isEqualTo(5);
        pass(4.4);
        assertThat(breaker.ask()).isEqualTo(Health.NO_TICKET);
        assertThat(breaker.retryAfterSeconds()).isEqualTo(1);
        assertThat(breaker.refused()).isEqualTo(3);
    }

    @Test
    void afterThePauseOneProbeIsLetThrough() {
        opened();
        pass(5);
        probe();
        assertThat(breaker.ask()).isEqualTo(Health.NO_TICKET);
        assertThat(breaker.retryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void anAnsweredProbeCloses() {
        opened();
        pass(5);
        breaker.tell(probe(), Outcome.ANSWERED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        ends(19, Outcome.FAILED); // the failures before are forgotten
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"FAILED", "BROKEN_OFF"})
    void aFailedProbeOpensAgainForTwiceAsLong(Outcome outcome) {
        opened();
        pass(5);
        breaker.tell(probe(), outcome);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.retryAfterSeconds()).isEqualTo(10);
        pass(9.9);
        assertThat(breaker.ask()).isEqualTo(Health.NO_TICKET);
        pass(0.2);
        probe();
    }

    @Test
    void noPauseIsLongerThanAMinuteAndTheFirstOneIsShortAgain() {
        opened();
        List<Integer> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pauses.add(breaker.retryAfterSeconds());
            pass(breaker.retryAfterSeconds());
            breaker.tell(probe(), Outcome.FAILED);
        }
        assertThat(pauses).containsExactly(5, 10, 20, 40, 60, 60);
        pass(60);
        breaker.tell(probe(), Outcome.ANSWERED);
        opened();
        assertThat(breaker.retryAfterSeconds()).isEqualTo(5);
    }

    @Test
    void aProbeWhoseClientLeavesGivesWayToTheNext() {
        opened();
        pass(5);
        breaker.tell(probe(), Outcome.WITHDRAWN);
        breaker.tell(probe(), Outcome.ANSWERED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeOfWhichNobodyHearsGivesWayAfterAMinute() {
        opened();
        pass(5);
        long lost = probe();
        pass(59);
        assertThat(breaker.ask()).isEqualTo(Health.NO_TICKET);
        pass(2);
        long second = probe();
        breaker.tell(lost, Outcome.FAILED); // too late
        assertThat(breaker.state()).isEqualTo(State.PROBING);
        breaker.tell(second, Outcome.ANSWERED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whatWasAskedBeforeItOpenedSaysNothingAfterwards() {
        List<Long> before = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            before.add(breaker.ask());
        }
        opened();
        pass(5);
        long ticket = probe();
        before.forEach(old -> breaker.tell(old, Outcome.ANSWERED));
        assertThat(breaker.state()).isEqualTo(State.PROBING);
        breaker.tell(ticket, Outcome.ANSWERED);
        before.forEach(old -> breaker.tell(old, Outcome.FAILED));
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void manyThreadsGetOneProbe() throws Exception {
        opened();
        pass(5);
        AtomicInteger tickets = new AtomicInteger();
        onFourThreads(() -> {
            for (int i = 0; i < 1_000; i++) {
                if (breaker.ask() != Health.NO_TICKET) {
                    tickets.incrementAndGet();
                }
            }
        });
        assertThat(tickets.get()).isEqualTo(1);
        assertThat(breaker.refused()).isEqualTo(3_999);
    }

    @Test
    void noOutcomeOfManyThreadsIsLost() throws Exception {
        onFourThreads(() -> ends(1_000, Outcome.ANSWERED));
        ends(3_999, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        ends(1, Outcome.FAILED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    private static void onFourThreads(Runnable work) throws InterruptedException {
        CountDownLatch together = new CountDownLatch(4);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                together.countDown();
                try {
                    together.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                work.run();
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
