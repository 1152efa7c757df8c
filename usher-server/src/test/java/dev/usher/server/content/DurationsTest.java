package dev.usher.server.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.Durations.Distribution;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void aDurationBelongsToTheFirstBoundItDoesNotExceed() {
        Durations durations = new Durations(1_000, 3);
        for (long nanos : new long[] {0, 1, 1_000, 1_001, 2_000, 2_001, 4_000, 4_001, Long.MAX_VALUE / 4}) {
            durations.record(nanos);
        }
        Distribution all = durations.distribution();
        assertThat(all.boundsSeconds()).containsExactly(1e-6, 2e-6, 4e-6, Double.POSITIVE_INFINITY);
        assertThat(all.counts()).containsExactly(3L, 2L, 2L, 2L);
        assertThat(all.count()).isEqualTo(9);
    }

    @Test
    void theMeanOfNothingIsNothing() {
        assertThat(new Durations(1, 1).distribution().meanMillis()).isZero();
    }
}
