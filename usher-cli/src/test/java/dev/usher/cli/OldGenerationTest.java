package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When all of the heap is collected, and when it is left alone. */
final class OldGenerationTest {
    private static final long MB = 1 << 20;
    private static final long WORK_NANOS = OldGeneration.LOOK_MILLIS * 500_000L; // half a processor

    private static final class Described implements OldGeneration.Heap {
        long live = 10 * MB;
        long used = live;
        long cpuNanos;
        int collections;

        @Override
        public long usedBytes() {
            return used;
        }

        @Override
        public long cpuNanos() {
            return cpuNanos;
        }

        @Override
        public void collect() {
            collections++;
            used = live;
            cpuNanos += WORK_NANOS; // a collection is no work of the process
        }
    }

    private final Described heap = new Described();
    private final OldGeneration generation = new OldGeneration(heap);

    private int looks(long grownBytes, long cpuNanos) {
        heap.used += grownBytes;
        heap.cpuNanos += cpuNanos;
        generation.look();
        return heap.collections;
    }

    @Test
    void aProcessThatRestsIsCollectedOnceAnythingIsWorthIt() {
        assertThat(looks(2 * MB, 0)).isEqualTo(1);
        assertThat(heap.used).isEqualTo(heap.live);
    }

    @Test
    void whatIsLittleIsLeft() {
        assertThat(looks(MB / 2, 0)).isZero();
    }

    @Test
    void whatIsLittleOfALargeHeapIsLeft() {
        heap.live = 200 * MB;
        heap.used = 200 * MB;
        OldGeneration large = new OldGeneration(heap);
        heap.used += 15 * MB;
        large.look();
        assertThat(heap.collections).isZero();
        heap.used += 15 * MB;
        large.look();
        assertThat(heap.collections).isEqualTo(1);
    }

    @Test
    void aRestThatGoesOnIsNotCollectedAgain() {
        assertThat(looks(2 * MB, 0)).isEqualTo(1);
        assertThat(looks(0, 0)).isEqualTo(1);
        assertThat(looks(0, 0)).isEqualTo(1);
    }

    @Test
    void aProcessAtWorkIsLeftAloneUntilItIsMuch() {
        assertThat(looks(30 * MB, WORK_NANOS)).isZero();
        assertThat(looks(30 * MB, WORK_NANOS)).isZero();
        assertThat(looks(30 * MB, WORK_NANOS)).isEqualTo(1);
    }

    @Test
    void aProcessAtWorkWithALargeHeapWaitsUntilItHasDoubled() {
        heap.live = 200 * MB;
        heap.used = 200 * MB;
        OldGeneration large = new OldGeneration(heap);
        for (int look = 1; look <= 3; look++) {
            heap.used += 60 * MB;
            heap.cpuNanos += WORK_NANOS;
            large.look();
            assertThat(heap.collections).isZero();
        }
        heap.used += 60 * MB;
        heap.cpuNanos += WORK_NANOS;
        large.look();
        assertThat(heap.collections).isEqualTo(1);
    }

    @Test
    void theRestAfterWorkIsCollected() {
        assertThat(looks(30 * MB, WORK_NANOS)).isZero();
        assertThat(looks(0, 0)).isEqualTo(1);
    }

    @Test
    void theTimeOfACollectionIsNoWork() {
        assertThat(looks(2 * MB, 0)).isEqualTo(1);
        assertThat(looks(2 * MB, 0)).isEqualTo(2);
    }

    @Test
    void closingEndsItsThread() { // the extension counts the threads
        try (OldGeneration begun = generation.begun()) {
            assertThat(begun).isSameAs(generation);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("usher-memory");
    }
}
