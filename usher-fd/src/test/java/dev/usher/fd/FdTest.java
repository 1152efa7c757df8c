package dev.usher.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who owns a descriptor, and what happens to one that is lost. */
final class FdTest {
    private static int openNumber() throws Exception {
        return PathFd.open("/tmp").fd().release();
    }

    @Test
    void aSecondCloseDoesNotCloseTheNumbersNextFile() throws Exception {
        Fd first = Fd.own(openNumber(), "first");
        int number = first.number();
        first.close();
        try (PathFd next = PathFd.open("/tmp")) {
            assertThat(next.fd().number()).isEqualTo(number);
            first.close();
            assertThat(next.facts().kind()).isEqualTo(FileKind.DIRECTORY);
        }
    }

    @Test
    void useAfterCloseIsAnErrorThatNamesIt() throws Exception {
        Fd fd = Fd.own(openNumber(), "client of a test");
        fd.close();
        assertThat(fd.isOpen()).isFalse();
        assertThatThrownBy(fd::number)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("client of a test")
                .hasMessageContaining("close");
        assertThatThrownBy(fd::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void releaseGivesTheNumberAwayAndLeavesItOpen() throws Exception {
        Fd fd = Fd.own(openNumber(), "given away");
        int number = fd.release();
        fd.close();
        assertThatThrownBy(fd::number).hasMessageContaining("release");
        assertThatThrownBy(fd::release).hasMessageContaining("release");
        try (Fd next = Fd.own(number, "taken over")) {
            assertThat(FdFacts.of(next).file().kind()).isEqualTo(FileKind.DIRECTORY);
        }
    }

    @Test
    void aNegativeNumberIsRefused() {
        assertThatThrownBy(() -> Fd.own(-1, "nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 (nothing)");
    }

    @Test
    void ofManyThreadsOneCloses() throws Exception {
        Fd fd = Fd.own(openNumber(), "contended");
        AtomicInteger released = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        List<String> closes = new java.util.concurrent.CopyOnWriteArrayList<>();
        int number = fd.number();
        try (FaultySys sys = FaultySys.recording()) {
            for (int i = 0; i < 8; i++) {
                boolean releases = i % 2 == 0;
                threads.add(Thread.ofVirtual().start(() -> settle(fd, go, releases, released)));
            }
            go.countDown();
            for (Thread each : threads) {
                each.join();
            }
            closes.addAll(sys.calls());
        }
        assertThat(closes.size() + released.get()).isEqualTo(1);
        if (released.get() == 1) {
            Fd.own(number, "given away").close();
        }
    }

    private static void settle(Fd fd, CountDownLatch go, boolean releases, AtomicInteger released) {
        try {
            go.await();
            if (releases) {
                fd.release();
                released.incrementAndGet();
            } else {
                fd.close();
            }
        } catch (IllegalStateException settledBefore) {
            assertThat(releases).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void openOwnersAreCounted() throws Exception {
        long before = FdLedger.openOwners();
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM)) {
            assertThat(FdLedger.openOwners()).isEqualTo(before + 2);
            int released = pair.left().fd().release();
            assertThat(FdLedger.openOwners()).isEqualTo(before + 1);
            Fd.own(released, "again").close();
        }
        assertThat(FdLedger.openOwners()).isEqualTo(before);
    }

    @Test
    void anUnclosedOneIsFoundWithWhatItIsAndWhereItWasOpened() throws Exception {
        assertThat(FdLedger.tracks()).as("-Ddev.usher.fd.track").isTrue();
        int number = openNumber();
        loseOne(number);
        List<String> found = new ArrayList<>();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (found.isEmpty() && System.nanoTime() < deadline) {
            System.gc();
            found.addAll(FdLedger.unclosed());
        }
        Fd.own(number, "closed at last").close();
        assertThat(found).singleElement().asString().contains("descriptor " + number + " (lost by a test)");
        assertThat(found.getFirst()).contains("was never closed, opened at").contains("loseOne");
    }

    private static void loseOne(int number) {
        assertThat(Fd.own(number, "lost by a test").isOpen()).isTrue();
    }
}
