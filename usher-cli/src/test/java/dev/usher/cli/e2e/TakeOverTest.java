package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --take-over} with two processes: no client notices, and the first ends by itself. */
class TakeOverTest {
    private static final long PAUSE_NANOS = 2_000_000;

    @TempDir
    Path directory;

    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final List<Thread> listeners = new ArrayList<>(); // of the sender's thread, until it has ended
    private volatile boolean stopped;

    private Path socket() {
        return directory.resolve("seat.sock");
    }

    /** 500 a second, as far as the machine gets. */
    private void sendAll() {
        long next = System.nanoTime();
        while (!stopped) {
            LockSupport.parkNanos(next - System.nanoTime());
            next += PAUSE_NANOS;
            try {
                Handed client = Handed.to(socket(), "{}");
                listeners.add(Thread.ofVirtual().start(() -> hear(client)));
            } catch (IOException e) {
                lost.add("not sent: " + e);
            }
            sent.incrementAndGet();
        }
    }

    private void hear(Handed client) {
        try (client) {
            Answer answer = client.hears();
            if (!answer.isWholeStream() && answer.status() != 503) {
                lost.add(answer.toString());
            }
        } catch (IOException e) {
            lost.add("cut: " + e);
        }
    }

    @Test
    void noHandoffIsLostAndTheFirstEndsWithZero() throws Exception {
        try (UsherProcess first = UsherProcess.daemon(socket(), "--message-delay", "5ms")) {
            Thread sender = Thread.ofPlatform().start(this::sendAll);
            try (UsherProcess second = UsherProcess.daemon(socket(), "--message-delay", "5ms", "--take-over")) {
                assertThat(first.exit(30)).isZero();
                int atTheEnd = sent.get();
                Waiting.until("more were sent", 20, () -> sent.get() >= atTheEnd + 250);
                endOf(sender);
                assertThat(lost).isEmpty();
                assertThat(first.log()).contains("was taken over by another process", "stopped");
                assertThat(second.log()).contains("took over " + socket());
                assertThat(second.terminate().exit(10)).isZero();
            } finally {
                endOf(sender);
            }
        }
        assertThat(socket()).doesNotExist();
    }

    private void endOf(Thread sender) throws InterruptedException {
        stopped = true;
        sender.join();
        for (Thread listener : listeners) {
            listener.join();
        }
    }

    @Test
    void seatsOfAFileAreTakenOverTogetherAndTheFirstEndsWithTheLast() throws Exception {
        Path other = directory.resolve("other.sock");
        String file = "<StreamingDaemon " + socket() + ">\nMessageDelay 20ms\nTakeOver On\n</StreamingDaemon>\n"
                + "<StreamingDaemon " + other + ">\nMessageDelay 20ms\nTakeOver On\n</StreamingDaemon>\n";
        try (UsherProcess first = UsherProcess.run(directory, _ -> file);
                Handed running = Handed.to(other, "{}")) {
            String begin = running.hearsUntil("\n\n");
            try (UsherProcess second = UsherProcess.run(directory, _ -> file)) {
                assertThat(Answer.of(begin + running.rest()).isWholeStream()).isTrue();
                running.goes();
                assertThat(first.exit(30)).isZero();
                assertThat(Handed.exchange(socket(), "{}").isWholeStream()).isTrue();
                assertThat(second.isAlive()).isTrue();
            }
        }
    }

    @Test
    void whereTheDoorCannotOpenNothingIsTakenOver() throws Exception {
        String seat = "<StreamingDaemon " + socket() + ">\nMessageDelay 0ms\nTakeOver On\n</StreamingDaemon>\n";
        try (UsherProcess first = UsherProcess.run(directory, port -> "Listen 127.0.0.1:" + port + "\n" + seat)) {
            Path file = directory.resolve("usher.conf");
            assertThat(Files.readString(file)).contains("Listen 127.0.0.1:" + first.port());
            try (UsherProcess second = UsherProcess.begin(directory, 0, 0, List.of("run", "-f", file.toString()))) {
                assertThat(second.exit(30)).isEqualTo(69);
            }
            assertThat(Handed.exchange(socket(), "{}").isWholeStream()).isTrue();
            assertThat(first.says("taken over")).isFalse();
            assertThat(directory.resolve("seat.sock.new")).doesNotExist();
        }
    }
}
