package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.SocketBucket;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The six read modes at the wire, as httpd's core input filter has them (REFERENCE E.3). */
@Tag("transport")
class WireReadTest {
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

    private void send(String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Test
    void getlineGivesOneLineAndThenWhatThereIsOfTheNext() throws Exception {
        send("first\r\nsec");
        assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("first\r\n");
        assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("sec");
        send("ond\r\n");
        assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("ond\r\n");
    }

    @Test
    void getlineHandsOutALineThatIsTooLongWithoutItsEnd() throws Exception {
        send("x".repeat(30_000) + "\n");
        line.fill(connection, 30_001);
        String piece = line.read(connection, ReadMode.GETLINE, 1);
        assertThat(piece).hasSizeGreaterThanOrEqualTo(Input.LINE_LIMIT).matches("x+\n?");
        assertThat(piece.length() + connection.wire().buffered()).isEqualTo(30_001);
    }

    @Test
    void readbytesGivesAtMostItsLimitAndKeepsTheRest() throws Exception {
        send("abcdef");
        line.fill(connection, 6);
        assertThat(line.read(connection, ReadMode.READBYTES, 4)).isEqualTo("abcd");
        assertThat(connection.wire().buffered()).isEqualTo(2);
        assertThat(line.read(connection, ReadMode.READBYTES, 100)).isEqualTo("ef");
    }

    @Test
    void readbytesWithNothingThereIsSuccessAndEmpty() throws Exception {
        assertThat(line.status(connection, ReadMode.READBYTES)).isEqualTo(Status.SUCCESS);
        assertThat(line.status(connection, ReadMode.GETLINE)).isEqualTo(Status.SUCCESS);
    }

    @Test
    void speculativeGivesCopiesThatComeAgain() throws Exception {
        send("peek\n");
        line.fill(connection, 5);
        assertThat(line.read(connection, ReadMode.SPECULATIVE, 2)).isEqualTo("pe");
        assertThat(line.read(connection, ReadMode.SPECULATIVE, 100)).isEqualTo("peek\n");
        assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("peek\n");
    }

    /** One who looks on a loop, for more than is there, is woken when more has come. */
    @Test
    void speculativeAsksForWhatIsMissing() throws Exception {
        send("p");
        assertThat(line.read(connection, ReadMode.SPECULATIVE, 4)).isEqualTo("p");
        line.advances.drainPermits();
        assertThat(line.read(connection, ReadMode.SPECULATIVE, 4)).isEqualTo("p");
        send("eek");
        line.awaitAdvance();
        assertThat(line.read(connection, ReadMode.SPECULATIVE, 4)).isEqualTo("peek");
    }

    @Test
    void eatcrlfDropsBlankBucketsAndLeavesWhatIsNotBlank() throws Exception {
        assertThat(line.status(connection, ReadMode.EATCRLF)).isEqualTo(Status.AGAIN);
        send("\r\n\r\n");
        line.fill(connection, 4);
        assertThat(line.status(connection, ReadMode.EATCRLF)).isEqualTo(Status.AGAIN);
        assertThat(connection.wire().buffered()).isZero();
        send("\r\nGET");
        line.fill(connection, 5);
        assertThat(line.status(connection, ReadMode.EATCRLF)).isEqualTo(Status.SUCCESS);
        assertThat(line.read(connection, ReadMode.READBYTES, 100)).isEqualTo("\r\nGET");
    }

    @Test
    void exhaustiveGivesTheDataTheSocketAndEos() throws Exception {
        send("read already");
        line.fill(connection, 12);
        List<String> kinds = Line.on(connection, () -> {
            List<String> all = new ArrayList<>();
            try (Brigade into = new Brigade()) {
                connection.in().get(into, ReadMode.EXHAUSTIVE, Block.NONBLOCK, 1);
                for (Bucket bucket : into) {
                    all.add(bucket.getClass().getSimpleName());
                }
                assertThat(into).contains(new SocketBucket(connection.wire().descriptor()), new Eos());
                assertThat(into.flatten(100)).asString().isEqualTo("read already");
            }
            return all;
        });
        assertThat(kinds).containsExactly("Data", "SocketBucket", "Eos");
    }

    @Test
    void theEndIsASuccessWithoutBytesAndThenEofForGood() throws Exception {
        client.shutdownOutput();
        while (!connection.wire().isInputEnded()) {
            line.awaitAdvance();
        }
        assertThat(line.status(connection, ReadMode.GETLINE)).isEqualTo(Status.SUCCESS);
        assertThat(line.status(connection, ReadMode.GETLINE)).isEqualTo(Status.EOF);
        assertThat(line.status(connection, ReadMode.READBYTES)).isEqualTo(Status.EOF);
        assertThat(line.status(connection, ReadMode.EATCRLF)).isEqualTo(Status.EOF);
    }

    @Test
    void aPartialLineAtTheEndIsASuccessAndThenEof() throws Exception {
        send("rest");
        client.shutdownOutput();
        assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("rest");
        assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("<EOF>");
    }

    @Test
    void initDoesNothing() throws Exception {
        assertThat(line.status(connection, ReadMode.INIT)).isEqualTo(Status.SUCCESS);
    }

    @Test
    void aReadThatMayWaitIsRefusedOnALoop() {
        for (ReadMode mode : new ReadMode[] {ReadMode.GETLINE, ReadMode.READBYTES, ReadMode.SPECULATIVE}) {
            assertThatThrownBy(() -> Line.on(connection, () -> {
                        try (Brigade into = new Brigade()) {
                            return connection.in().get(into, mode, Block.BLOCK, 1);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("event loop");
        }
    }

    @Test
    void aReadOffTheDriverIsAnError() {
        try (Brigade into = new Brigade()) {
            assertThatThrownBy(() -> connection.in().get(into, ReadMode.READBYTES, Block.NONBLOCK, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll(
                            connection.toString(), Thread.currentThread().getName());
        }
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> Line.on(connection, () -> {
                    try (Brigade into = new Brigade()) {
                        return connection.in().get(into, ReadMode.READBYTES, Block.NONBLOCK, 0);
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatNobodyTakesStaysInTheKernel() throws Exception {
        client.setSendBufferSize(64 * 1024);
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                send("x".repeat(8_000_000));
            } catch (IOException closed) {
                // The test is over before all is sent.
            }
        });
        line.fill(connection, Wire.HIGH_WATER_BYTES);
        for (int i = 0; i < 50; i++) {
            Line.on(connection, () -> {
                connection.wire().askForBytes();
                return true;
            });
        }
        assertThat(connection.wire().buffered()).isLessThanOrEqualTo(2 * Wire.HIGH_WATER_BYTES);
        client.close();
        sender.join();
    }

    @Test
    void theEndIsNoticedWhileNobodyReads() throws Exception {
        client.shutdownOutput();
        while (!connection.wire().isInputEnded()) {
            line.awaitAdvance();
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aResetIsNoticedWhileNobodyReadsAndToldOnce() throws Exception {
        client.setSoLinger(true, 0);
        client.close();
        assertThat(line.aborts.poll(10, java.util.concurrent.TimeUnit.SECONDS)).isNotNull();
        assertThat(connection.isOpen()).isFalse();
        assertThatThrownBy(() -> line.status(connection, ReadMode.READBYTES)).isInstanceOf(IOException.class);
        assertThat(line.aborts).isEmpty();
    }
}
