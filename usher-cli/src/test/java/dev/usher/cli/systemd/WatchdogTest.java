package dev.usher.cli.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.Loops;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The manager hears of life only while every loop answers. */
class WatchdogTest {
    @TempDir
    Path directory;

    private static boolean hears(UnixSocket manager) throws Exception {
        try (Received received = manager.receive(ByteBuffer.allocate(100), 0)) {
            return received.bytes() > 0;
        }
    }

    private static void awaitWord(UnixSocket manager) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!hears(manager)) {
            assertThat(System.nanoTime()).as("a sign of life").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void aLoopThatHangsSilencesIt() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("systemd");
        CountDownLatch missed = new CountDownLatch(2);
        AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().contains("has not answered for 10 ms")) {
                    missed.countDown();
                }
            }
        };
        log.start();
        logger.addAppender(log);
        Path path = directory.resolve("n");
        Notify notify = Notify.of(Map.of("NOTIFY_SOCKET", path.toString()));
        CountDownLatch hangs = new CountDownLatch(1);
        try (UnixSocket manager = UnixSocket.open(SocketType.DGRAM);
                Loops loops = Loops.start("test", 2)) {
            manager.bind(UnixAddress.path(path));
            try (Watchdog _ = Watchdog.begun(notify, Map.of("WATCHDOG_USEC", "20000"), loops::turn)) {
                awaitWord(manager);
                loops.get(1).execute(() -> {
                    try {
                        hangs.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                assertThat(missed.await(30, TimeUnit.SECONDS)).isTrue();
                boolean before = true;
                while (before) {
                    before = hears(manager);
                }
                assertThat(hears(manager)).isFalse();
                hangs.countDown();
                awaitWord(manager);
            }
        } finally {
            hangs.countDown();
            logger.detachAppender(log);
        }
    }

    @Test
    void nobodyWatchesUnlessAskedTo() {
        Notify notify = Notify.of(Map.of("NOTIFY_SOCKET", directory + "/n"));
        assertThat(Watchdog.begun(notify, Map.of(), () -> null)).isNull();
        assertThat(Watchdog.begun(notify, Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"), () -> null))
                .isNull();
        assertThat(Watchdog.begun(Notify.of(Map.of()), Map.of("WATCHDOG_USEC", "1000"), () -> null))
                .isNull();
    }
}
