package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.SocketBucket;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is passed, what waits, and how a connection ends (REFERENCE E.4, E.7). */
@Tag("transport")
class WireWriteTest {
    private Line line;
    private Socket client;
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        line = new Line();
        client = line.client();
        connection = line.connection();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        line.close();
    }

    private String received(int bytes) throws IOException {
        return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    private boolean passUntilFull() throws Exception {
        return Line.on(connection, () -> {
            while (!connection.out().shouldYield()) {
                try (Brigade more = Brigade.of(new Data(Unpooled.wrappedBuffer(new byte[16_384])))) {
                    connection.out().pass(more);
                }
            }
            return true;
        });
    }

    /** More than the kernels of both sides hold. */
    private void passBeyondTheKernel() throws Exception {
        client.setReceiveBufferSize(256 * 1024);
        Line.on(connection, () -> {
            try (Brigade more = Brigade.of(new Data(Unpooled.wrappedBuffer(new byte[32_000_000])))) {
                connection.out().pass(more);
            }
            return true;
        });
    }

    @Test
    void smallDataWithoutFlushLeavesAtTheEndOfTheTurn() throws Exception {
        Line.on(connection, () -> {
            for (String piece : new String[] {"a", "b", "c"}) {
                try (Brigade brigade = Brigade.of(Data.latin1(piece))) {
                    connection.out().pass(brigade);
                }
            }
            return true;
        });
        assertThat(received(3)).isEqualTo("abc");
    }

    @Test
    void aClientThatDoesNotReadMakesProducersYieldAndWakesThemLater() throws Exception {
        passBeyondTheKernel();
        assertThat(passUntilFull()).isTrue();
        assertThat(connection.wire().unsent()).isGreaterThan(64 * 1024);
        line.advances.drainPermits();
        client.getInputStream().skipNBytes(32_000_000);
        line.awaitAdvance();
        assertThat(Line.on(connection, () -> connection.out().shouldYield())).isFalse();
    }

    @Test
    void theEndOfARequestIsToldWhenItsBytesHaveLeft() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        passBeyondTheKernel();
        Line.on(connection, () -> {
            try (Brigade last = Brigade.of(new EndOfRequest(ended::countDown))) {
                connection.out().pass(last);
            }
            return true;
        });
        assertThat(ended.getCount()).isEqualTo(1);
        client.getInputStream().skipNBytes(32_000_000);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theEndOfARequestIsToldWhenItsBytesNeverWillLeave() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        passBeyondTheKernel();
        Line.on(connection, () -> {
            try (Brigade last = Brigade.of(new EndOfRequest(ended::countDown))) {
                connection.out().pass(last);
            }
            return true;
        });
        client.setSoLinger(true, 0);
        client.close();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSocketCannotBeWritten() {
        assertThatThrownBy(() -> Line.on(connection, () -> {
                    try (Brigade brigade = Brigade.of(Data.latin1("x"), new SocketBucket(1))) {
                        connection.out().pass(brigade);
                    }
                    return true;
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void closeSendsEverythingThenFin() throws Exception {
        Line.pass(connection, "last words");
        connection.execute(connection::close);
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo("last words");
        assertThatThrownBy(() -> Line.pass(connection, "more")).isInstanceOf(IOException.class);
    }

    @Test
    void closeDrainsWhatTheClientStillSendsSoThatNoResetTakesTheLastWords() throws Exception {
        Line.pass(connection, "last words");
        connection.execute(connection::close);
        for (int i = 0; i < 100; i++) {
            client.getOutputStream().write(new byte[10_000]);
        }
        client.shutdownOutput();
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo("last words");
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1900); // silence would end it after 2 s
        while (line.listener().clients() > 0 && System.nanoTime() < deadline) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        assertThat(line.listener().clients())
                .as("the client's FIN ends the draining")
                .isZero();
    }

    @Test
    void aClientThatEndsItsSideWhileLastWordsWaitStillGetsThemWhole() throws Exception {
        passBeyondTheKernel();
        Line.on(connection, () -> {
            connection.close();
            return true;
        });
        client.shutdownOutput();
        long start = System.nanoTime();
        while (!connection.wire().isInputEnded()) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(8));
        }
        assertThat(client.getInputStream().readAllBytes()).hasSize(32_000_000);
    }

    @Test
    void aClientThatIsSilentAfterFinIsClosedAfterTwoSeconds() throws Exception {
        long start = System.nanoTime();
        connection.execute(connection::close);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        while (line.listener().clients() > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(8));
        }
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1900));
    }

    @Test
    void anAbortClosesAtOnceAndIsTold() throws Exception {
        IOException why = new IOException("enough");
        connection.execute(() -> connection.abort(why));
        assertThat(line.aborts.poll(10, TimeUnit.SECONDS)).isSameAs(why);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aDeadlineIsOneAndTheLastCounts() throws Exception {
        line.awaitAdvance(); // the one that every new protocol gets
        Line.on(connection, () -> {
            connection.deadline(1);
            connection.deadline(40);
            connection.noDeadline();
            connection.deadline(20);
            return true;
        });
        line.awaitAdvance();
        assertThat(line.advances.tryAcquire(60, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aStepThatFailsCutsItsConnectionAndTheLoopLives() throws Exception {
        connection.execute(() -> {
            throw new StackOverflowError("deep");
        });
        assertThat(line.aborts.poll(10, TimeUnit.SECONDS)).isInstanceOf(StackOverflowError.class);
        try (Socket other = line.client()) {
            Line.pass(line.connection(), "alive");
            assertThat(other.getInputStream().readNBytes(5)).asString().isEqualTo("alive");
        }
    }
}
