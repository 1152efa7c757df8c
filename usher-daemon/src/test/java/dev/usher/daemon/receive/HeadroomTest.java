package dev.usher.daemon.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.ReserveFd;
import org.junit.jupiter.api.Test;

/** When a handoff may be received without a reserve. */
class HeadroomTest {
    private long open = 100;
    private long limit = 20_000;
    private long nanos;
    private int looks;

    private final Headroom headroom = new Headroom(
            () -> {
                looks++;
                return open;
            },
            () -> limit,
            () -> nanos);

    @Test
    void farFromTheLimitThereIsPlenty() {
        assertThat(headroom.isPlenty()).isTrue();
    }

    @Test
    void fourThousandAndNinetySixFreeNumbersAreNotPlenty() {
        open = limit - 4096;
        assertThat(headroom.isPlenty()).isFalse();
    }

    @Test
    void oneMoreIs() {
        open = limit - 4097;
        assertThat(headroom.isPlenty()).isTrue();
    }

    @Test
    void aSmallLimitNeverLeavesPlenty() {
        limit = 4096;
        open = 1;
        assertThat(headroom.isPlenty()).isFalse();
    }

    @Test
    void withoutALimitThereIsPlenty() {
        limit = -1;
        assertThat(headroom.isPlenty()).isTrue();
    }

    @Test
    void aKernelThatDoesNotSayIsNeverTrusted() {
        open = 0;
        assertThat(headroom.isPlenty()).isFalse();
    }

    @Test
    void anAnswerHoldsForFiveMilliseconds() {
        assertThat(headroom.isPlenty()).isTrue();
        open = limit;
        nanos += 5_000_000;
        assertThat(headroom.isPlenty()).isTrue();
        assertThat(looks).isEqualTo(1);
        nanos++;
        assertThat(headroom.isPlenty()).isFalse();
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void aLimitThatIsLoweredIsSeenAtTheNextLook() {
        assertThat(headroom.isPlenty()).isTrue();
        limit = 1024;
        nanos += 6_000_000;
        assertThat(headroom.isPlenty()).isFalse();
    }

    @Test
    void theKernelCountsWhatThisProcessOpens() throws Exception {
        try (ReserveFd warm = ReserveFd.hold()) {
            assertThat(warm.isHeld()).isTrue();
        }
        long before = Headroom.openFiles();
        try (ReserveFd _ = ReserveFd.hold();
                ReserveFd _ = ReserveFd.hold()) {
            assertThat(Headroom.openFiles()).isEqualTo(before == 0 ? 0 : before + 2);
        }
        assertThat(Headroom.limit()).isNotZero();
    }
}
