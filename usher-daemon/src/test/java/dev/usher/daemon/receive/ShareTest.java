package dev.usher.daemon.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many streams one user, or one address, may have, and what an address is. */
class ShareTest {
    @Test
    void eachHasAsManyAsMayBe() {
        Share share = Share.of(2);
        Share.Taken first = share.take("a");
        assertThat(first).isNotNull();
        assertThat(share.take("a")).isNotNull();
        assertThat(share.take("a")).isNull();
        assertThat(share.take("b")).isNotNull();
        first.run();
        assertThat(share.take("a")).isNotNull();
        assertThat(share.take("a")).isNull();
    }

    @Test
    void nobodyIsRememberedWhoHasNone() {
        Share share = Share.of(1);
        for (int i = 0; i < 1_000; i++) {
            share.take("user " + i).run();
        }
        assertThat(share.known()).isZero();
    }

    @Test
    void whoIsNobodyIsNotLimited() {
        Share share = Share.of(1);
        assertThat(share.take(null)).isNotNull();
        assertThat(share.take(null)).isNotNull();
        Share unlimited = Share.unlimited();
        assertThat(unlimited.take("a")).isNotNull();
        assertThat(unlimited.known()).isZero();
    }

    @Test
    void longNamesDifferAtTheirEnd() {
        Share share = Share.of(1);
        assertThat(share.take("x".repeat(100_000) + "1")).isNotNull();
        assertThat(share.take("x".repeat(100_000) + "2")).isNotNull();
        assertThat(share.take("x".repeat(100_000) + "1")).isNull();
    }

    @Test
    void theLimitIsExactWhateverThreadsDo() throws Exception {
        Share share = Share.of(3);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    Share.Taken taken = share.take("a");
                    if (taken != null) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        now.decrementAndGet();
                        taken.run();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(share.known()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7:80, 192.0.2.7",
        "[2001:db8:1:2:3:4:5:6]:443, 20010db800010002",
        "[2001:db8:1:2::]:1, 20010db800010002",
        "[fe80:0:0:0:0:0:0:1%2]:1, fe80000000000000",
        "[192.0.2.7]:80, 192.0.2.7"
    })
    void anAddressIsAClientsOrAPrefix(String peer, String who) {
        assertThat(ClientAddress.of(peer)).isEqualTo(who);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/run/a:b.sock", "@a:1", "family 9"})
    void whatIsNoInternetAddressIsNobody(String peer) {
        assertThat(ClientAddress.of(peer)).isNull();
    }
}
