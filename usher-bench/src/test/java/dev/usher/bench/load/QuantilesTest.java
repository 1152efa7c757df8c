package dev.usher.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Quantiles are what sorting would say, to the width of a bucket. */
class QuantilesTest {
    private static final long SEED = 20261123;

    @Test
    void nothingRecordedSaysNothing() {
        assertThat(new Quantiles().quantileMillis(0.99)).isNaN();
        assertThat(new Quantiles().maxMillis()).isNaN();
    }

    @Test
    void oneValueIsEachQuantile() {
        Quantiles quantiles = new Quantiles();
        quantiles.recordNanos(7_000_000);
        assertThat(quantiles.quantileMillis(0)).isEqualTo(7.0);
        assertThat(quantiles.quantileMillis(0.5)).isEqualTo(7.0);
        assertThat(quantiles.quantileMillis(1)).isEqualTo(7.0);
    }

    @Test
    void quantilesAreThoseOfTheSortedValuesWithinTwoPercent() {
        Random random = new Random(SEED);
        double[] millis = new double[50_000];
        Quantiles quantiles = new Quantiles();
        for (int i = 0; i < millis.length; i++) {
            long micros = (long) Math.exp(random.nextDouble() * 16);
            millis[i] = micros / 1_000.0;
            quantiles.recordNanos(micros * 1_000);
        }
        Arrays.sort(millis);
        for (double part : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
            double exact = millis[(int) Math.ceil(part * millis.length) - 1];
            assertThat(quantiles.quantileMillis(part))
                    .as("quantile %s, seed %d", part, SEED)
                    .isCloseTo(exact, within(exact * 0.02 + 0.001));
        }
        assertThat(quantiles.maxMillis()).isEqualTo(millis[millis.length - 1]);
    }

    @Test
    void longestIsKeptBeyondTheLastBucket() {
        Quantiles quantiles = new Quantiles();
        quantiles.recordNanos(Long.MAX_VALUE);
        assertThat(quantiles.count()).isEqualTo(1);
        assertThat(quantiles.maxMillis()).isGreaterThan(1e12);
    }
}
