package dev.usher.daemon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimingTest {
    /** The slow way: the first bound that is not below. */
    private static int looked(Timing timing, long nanos) {
        for (int i = 0; i < Timing.BUCKETS; i++) {
            if (nanos <= Math.round(timing.boundSeconds(i) * 1e9)) {
                return i;
            }
        }
        return Timing.BUCKETS;
    }

    @ParameterizedTest
    @EnumSource
    void aBoundBelongsToItsBucketAndOneNanosecondMoreDoesNot(Timing timing) {
        for (int i = 0; i < Timing.BUCKETS; i++) {
            long bound = Math.round(timing.boundSeconds(i) * 1e9);
            assertThat(timing.bucket(bound)).as("%s, %d ns", timing, bound).isEqualTo(i);
            assertThat(timing.bucket(bound + 1))
                    .as("%s, %d ns", timing, bound + 1)
                    .isEqualTo(i + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyDurationFallsWhereALookAtEachBoundPutsIt(Timing timing) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong(1L << random.nextInt(1, 62));
            assertThat(timing.bucket(nanos)).as("seed %d, %d ns", seed, nanos).isEqualTo(looked(timing, nanos));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingAndTheLongestThereIsHaveABucket(Timing timing) {
        assertThat(timing.bucket(0)).isZero();
        assertThat(timing.bucket(Long.MAX_VALUE)).isEqualTo(Timing.BUCKETS);
    }

    @Test
    void aSnapshotAddsUpWhatTheLoopsMeasured() {
        Timings one = new Timings();
        Timings other = new Timings();
        one.add(Timing.STREAM, 10_000_000);
        one.add(Timing.STREAM, 10_000_001);
        other.add(Timing.STREAM, 3_600_000_000_000L);
        other.add(Timing.HANDOFF, 1);
        TimingSnapshot all = TimingSnapshot.of(Timing.STREAM, List.of(one, other));
        assertThat(all.counts()).hasSize(Timing.BUCKETS + 1).startsWith(1, 1, 0).endsWith(0, 1);
        assertThat(all.count()).isEqualTo(3);
        assertThat(all.sumSeconds()).isEqualTo(3600.020000001);
    }
}
