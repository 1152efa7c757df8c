package dev.usher.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.ReadMode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The six modes where a read may wait, and what each gives at the end (REFERENCE E.3); those of a loop are WireReadTest's. */
class ReadModesTest {
    private FiberLine line;

    @BeforeEach
    void open() throws Exception {
        line = new FiberLine();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    private String block(ReadMode mode, int limit) throws Exception {
        return line.get(mode, Block.BLOCK, limit);
    }

    private String nonblock(ReadMode mode, int limit) throws Exception {
        return line.get(mode, Block.NONBLOCK, limit);
    }

    /** Waits until so many bytes have come, and takes none. */
    private void awaitBytes(int bytes) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (line.on(() -> line.connection.wire().buffered()) < bytes) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            nonblock(ReadMode.SPECULATIVE, bytes);
            nonblock(ReadMode.SPECULATIVE, bytes);
        }
    }

    private void endInput() throws Exception {
        line.client.shutdownOutput();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!line.connection.wire().isInputEnded()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void getlineGivesALineOverTheLimitInPartsWithoutLf() throws Exception {
        line.send("x".repeat(Input.LINE_LIMIT) + "rest\n");
        awaitBytes(Input.LINE_LIMIT + 5);
        String first = block(ReadMode.GETLINE, 1);
        assertThat(first.length()).isBetween(Input.LINE_LIMIT, Input.LINE_LIMIT + 8000);
        String all = first.endsWith("\n") ? first : first + block(ReadMode.GETLINE, 1);
        assertThat(all).isEqualTo("x".repeat(Input.LINE_LIMIT) + "rest\n");
    }

    @Test
    void getlineWithoutLfComesWithoutAnEndWhenTheLimitIsReached() throws Exception {
        line.send("x".repeat(20_000));
        assertThat(block(ReadMode.GETLINE, 1))
                .hasSizeBetween(Input.LINE_LIMIT, 20_000)
                .matches("x+");
    }

    /** Who sends a line byte by byte has no buffer held for each. */
    @Test
    void aLineThatComesInManyPiecesIsGatheredInFewBuckets() throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        line.connection.execute(() -> {
            try (Brigade into = new Brigade()) {
                line.connection.in().get(into, ReadMode.GETLINE, Block.BLOCK, 1);
                got.complete(into.size() + " " + FiberLine.text(into));
            } catch (IOException e) {
                got.completeExceptionally(e);
            }
        });
        for (int i = 0; i < 300; i++) {
            line.send("x");
        }
        line.send("\n");
        String[] sizeAndText = got.get(10, TimeUnit.SECONDS).split(" ", 2);
        assertThat(Integer.parseInt(sizeAndText[0])).isLessThanOrEqualTo(3);
        assertThat(sizeAndText[1]).isEqualTo("x".repeat(300) + "\n");
    }

    @Test
    void getlineBlockAtACleanEndIsASuccessWithoutBytesAndThenEof() throws Exception {
        endInput();
        assertThat(block(ReadMode.GETLINE, 1)).isEmpty();
        assertThat(block(ReadMode.GETLINE, 1)).isEqualTo("EOF");
    }

    @Test
    void getlineNonblockAtACleanEndIsASuccessWithoutBytesAndThenEof() throws Exception {
        endInput();
        assertThat(nonblock(ReadMode.GETLINE, 1)).isEmpty();
        assertThat(nonblock(ReadMode.GETLINE, 1)).isEqualTo("EOF");
    }

    @Test
    void getlineNonblockHandsOutAPartialLineAndDoesNotKeepIt() throws Exception {
        line.send("par");
        awaitBytes(3);
        assertThat(nonblock(ReadMode.GETLINE, 1)).isEqualTo("par");
        line.send("tial\n");
        assertThat(block(ReadMode.GETLINE, 1)).isEqualTo("tial\n");
    }

    @Test
    void readbytesBlockWaitsForTheFirstByteOnlyAndTakesWhatIsThere() throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        line.connection.execute(() -> {
            try (Brigade into = new Brigade()) {
                line.connection.in().get(into, ReadMode.READBYTES, Block.BLOCK, 100);
                got.complete(FiberLine.text(into));
            } catch (IOException e) {
                got.completeExceptionally(e);
            }
        });
        assertThat(got).isNotDone();
        line.send("a");
        assertThat(got.get(10, TimeUnit.SECONDS))
                .as("not 100, and no more wait")
                .isEqualTo("a");
        line.send("bcdef");
        awaitBytes(5);
        assertThat(block(ReadMode.READBYTES, 3)).isEqualTo("bcd");
        assertThat(block(ReadMode.READBYTES, 100)).isEqualTo("ef");
    }

    @Test
    void readbytesBlockAtTheEndGivesEosAndThenEof() throws Exception {
        endInput();
        assertThat(block(ReadMode.READBYTES, 100)).isEqualTo("[Eos]");
        assertThat(block(ReadMode.READBYTES, 100)).isEqualTo("EOF");
    }

    @Test
    void readbytesNonblockAtTheEndIsASuccessWithoutBytesAndThenEof() throws Exception {
        endInput();
        assertThat(nonblock(ReadMode.READBYTES, 100)).isEmpty();
        assertThat(nonblock(ReadMode.READBYTES, 100)).isEqualTo("EOF");
    }

    @Test
    void speculativeBlockWaitsForTheFirstByteAndLeavesIt() throws Exception {
        line.send("abc");
        assertThat(block(ReadMode.SPECULATIVE, 1)).isEqualTo("a");
        awaitBytes(3);
        assertThat(block(ReadMode.SPECULATIVE, 2)).isEqualTo("ab");
        assertThat(block(ReadMode.READBYTES, 100)).isEqualTo("abc");
    }

    @ParameterizedTest
    @EnumSource(Block.class)
    void speculativeAtTheEndIsEmptyWithoutEosAndThenEof(Block block) throws Exception {
        endInput();
        assertThat(line.get(ReadMode.SPECULATIVE, block, 4)).isEmpty();
        assertThat(line.get(ReadMode.SPECULATIVE, block, 4)).isEqualTo("EOF");
        assertThat(line.get(ReadMode.READBYTES, block, 4)).isEqualTo("EOF");
    }

    @ParameterizedTest
    @EnumSource(Block.class)
    void eatcrlfNeverWaits(Block block) throws Exception {
        assertThat(line.get(ReadMode.EATCRLF, block, 1)).isEqualTo("AGAIN");
    }

    @ParameterizedTest
    @EnumSource(Block.class)
    void eatcrlfIsEofAtTheEnd(Block block) throws Exception {
        endInput();
        assertThat(line.get(ReadMode.EATCRLF, block, 1)).isEqualTo("EOF");
    }

    @ParameterizedTest
    @EnumSource(Block.class)
    void initDoesNothingAndTakesNothing(Block block) throws Exception {
        assertThat(line.get(ReadMode.INIT, block, 1)).isEmpty();
        line.send("ab");
        awaitBytes(2);
        assertThat(line.get(ReadMode.INIT, block, 1)).isEmpty();
        assertThat(block(ReadMode.READBYTES, 9)).isEqualTo("ab");
    }

    @ParameterizedTest
    @EnumSource(Block.class)
    void exhaustiveGivesWhatWasReadThenTheSocketThenEosAndNeverWaits(Block block) throws Exception {
        assertThat(line.get(ReadMode.EXHAUSTIVE, block, 1)).isEqualTo("[SocketBucket][Eos]");
        line.send("read");
        awaitBytes(4);
        assertThat(line.get(ReadMode.EXHAUSTIVE, block, 1)).isEqualTo("read[SocketBucket][Eos]");
    }

    @ParameterizedTest
    @EnumSource(value = ReadMode.class, mode = EnumSource.Mode.EXCLUDE, names = "INIT")
    void behindEofEachReadIsEofWhateverItsMode(ReadMode mode) throws Exception {
        endInput();
        assertThat(block(ReadMode.GETLINE, 1)).isEmpty();
        for (Block block : Block.values()) {
            assertThat(line.get(mode, block, 1)).isEqualTo("EOF");
        }
    }

    @Test
    void aTimeoutIsAnErrorAndNotAnEnd() throws Exception {
        line.on(() -> {
            line.connection.clientSocket().timeout(Duration.ofMillis(20));
            return true;
        });
        for (ReadMode mode : new ReadMode[] {ReadMode.GETLINE, ReadMode.READBYTES, ReadMode.SPECULATIVE}) {
            assertThatThrownBy(() -> block(mode, 1)).isInstanceOf(SocketTimeoutException.class);
        }
        line.send("late\n");
        assertThat(block(ReadMode.GETLINE, 1)).isEqualTo("late\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = ReadMode.class,
            names = {"GETLINE", "READBYTES", "SPECULATIVE", "EATCRLF"})
    void aResetIsAnErrorAndNotAnEnd(ReadMode mode) throws Exception {
        line.client.setSoLinger(true, 0);
        line.client.close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (line.connection.isOpen()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> line.get(mode, Block.NONBLOCK, 1)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(ReadMode.class)
    void aLimitOfNothingIsRefusedInEachMode(ReadMode mode) {
        assertThatThrownBy(() -> nonblock(mode, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit 0");
    }
}
