package dev.usher.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Flush;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pass waits for and what it does not, and how errors come back (REFERENCE E.4). */
class PassRulesTest {
    private static final int PIECE_BYTES = 8_000;

    @TempDir
    Path folder;

    private FiberLine line;
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() throws Exception {
        line = new FiberLine();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    private long unsent() throws Exception {
        return line.on(() -> line.connection.wire().unsent());
    }

    /** Passes until both kernels are full and a piece stays here; returns how many bytes that was. */
    private long passUntilTheKernelIsFull() throws Exception {
        long passed = 0;
        for (int tries = 0; tries < 20_000; tries++) {
            line.pass(new Data(Unpooled.wrappedBuffer(new byte[PIECE_BYTES])));
            passed += PIECE_BYTES;
            long patience = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
            while (unsent() > 0 && System.nanoTime() < patience) {
                Thread.onSpinWait();
            }
            if (unsent() > 0) {
                return passed;
            }
        }
        throw new AssertionError("the kernel takes it all");
    }

    /** Passes buckets in a step of their own. */
    private CompletableFuture<Boolean> passing(Brigade brigade) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        line.connection.execute(() -> {
            try (brigade) {
                line.connection.out().pass(brigade);
                done.complete(true);
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static void assertWaits(CompletableFuture<Boolean> pass) {
        assertThatThrownBy(() -> pass.get(150, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }

    private Brigade answer() {
        return Brigade.of(Data.latin1("."), new EndOfRequest(() -> seen.add("sent")));
    }

    @Test
    void fourEndedAnswersAreNotWaitedForAndTheFifthIs() throws Exception {
        long passed = passUntilTheKernelIsFull();
        for (int i = 0; i < 4; i++) {
            assertThat(passing(answer()).get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(line.on(() -> line.connection.out().shouldYield())).isFalse();
        CompletableFuture<Boolean> fifth = passing(answer());
        assertWaits(fifth);
        line.client.getInputStream().skipNBytes(passed + 5);
        assertThat(fifth.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void upTo64KiBInMemoryAreNotWaitedForAndMoreIs() throws Exception {
        long passed = passUntilTheKernelIsFull();
        int room = 64 * 1024 - (int) unsent();
        assertThat(passing(Brigade.of(new Data(Unpooled.wrappedBuffer(new byte[room]))))
                        .get(10, TimeUnit.SECONDS))
                .isTrue();
        CompletableFuture<Boolean> more = passing(Brigade.of(Data.latin1("x")));
        assertWaits(more);
        line.client.getInputStream().skipNBytes(passed + room + 1);
        assertThat(more.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFlushIsWaitedForThoughLittleIsOnItsWay() throws Exception {
        long passed = passUntilTheKernelIsFull();
        assertThat(passing(Brigade.of(Data.latin1("without"))).get(10, TimeUnit.SECONDS))
                .isTrue();
        CompletableFuture<Boolean> flushed = passing(Brigade.of(new Flush()));
        assertWaits(flushed);
        line.client.getInputStream().skipNBytes(passed + 7);
        assertThat(flushed.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(unsent()).isZero();
    }

    @Test
    void aFileOnItsWayHoldsNoMemory() throws Exception {
        Path large = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(64 << 20);
        }
        CompletableFuture<Boolean> pass = passing(Brigade.of(FileRange.open(large)));
        line.client.getInputStream().skipNBytes(1);
        assertThat(line.connection.wire().unsent()).isGreaterThan(1 << 20);
        assertThat(line.connection.out().shouldYield())
                .as("what leaves by sendfile(2) is not in memory")
                .isFalse();
        line.client.getInputStream().skipNBytes((64 << 20) - 1);
        assertThat(pass.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anErrorOfWhoStandsBehindComesToEachFilterBeforeIt() throws Exception {
        line.on(() -> {
            line.connection.out().add(FilterType.CONNECTION, (link, brigade) -> {
                try {
                    link.next().pass(brigade);
                } catch (IOException e) {
                    seen.add(e.getMessage());
                    throw e;
                }
            });
            return line.connection.out().add(new FilterType(55), (_, _) -> {
                throw new IOException("the disk is full");
            });
        });
        assertThatThrownBy(() -> line.pass(Data.latin1("a"))).hasMessageContaining("the disk is full");
        assertThat(seen)
                .singleElement()
                .asString()
                .endsWith(" of type 55 failed: java.io.IOException: the disk is full");
    }

    @Test
    void aFilterThatReadsAndPrintsStopsWhereWhoStandsBehindFails() throws Exception {
        line.on(() -> {
            line.connection.out().add(FilterType.CONNECTION, StreamFilters.output(io -> {
                for (int i = 0; i < 3; i++) {
                    seen.add("print " + i);
                    io.print("x");
                    io.flush();
                }
                return Outcome.OK;
            }));
            return line.connection.out().add(new FilterType(55), (_, _) -> {
                throw new IOException("the disk is full");
            });
        });
        assertThatThrownBy(() -> line.pass(Data.latin1("a"))).hasMessageContaining("the disk is full");
        assertThat(seen).containsExactly("print 0");
    }

    @Test
    void anEmptyBrigadeGoesNoFurtherThanAFilterThatReadsAndPrints() throws Exception {
        line.output(FiberLine::upper);
        line.pass();
        assertThat(line.passed).isEmpty();
        line.pass(Data.latin1("a"), new Eos());
        assertThat(line.passed).containsExactly("A[Eos]");
    }

    @Test
    void oneBrigadeServesManyPasses() throws Exception {
        line.on(() -> {
            try (Brigade again = new Brigade()) {
                for (String piece : new String[] {"a", "b", "c"}) {
                    again.append(Data.latin1(piece));
                    line.connection.out().pass(again);
                    assertThat(again.isEmpty()).isTrue();
                }
            }
            return true;
        });
        assertThat(line.received(3)).isEqualTo("abc");
    }

    /** Holds back what comes until it must not any more, as one that compresses does. */
    private OutputFilter holdingBack() {
        return (link, brigade) -> {
            Brigade kept = link.state() instanceof Brigade before ? before : new Brigade();
            link.state(kept);
            boolean goes = brigade.last() instanceof Flush;
            brigade.setAside(kept);
            if (goes) {
                link.next().pass(kept);
            }
        };
    }

    @Test
    void whoReadsWithoutWaitingFirstAndFlushesBeforeItWaitsHoldsNothingBack() throws Exception {
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, holdingBack()));
        line.connection.execute(this::pumpToTheEnd);
        line.send("one");
        assertThat(line.received(3)).isEqualTo("one");
        line.send("two");
        assertThat(line.received(3)).isEqualTo("two");
        line.client.shutdownOutput();
        assertThat(line.on(() -> seen)).endsWith("ended").contains("flushed");
    }

    private void pumpToTheEnd() {
        try (Brigade brigade = new Brigade()) {
            boolean ended = false;
            while (!ended) {
                Status status = line.connection.in().get(brigade, ReadMode.READBYTES, Block.NONBLOCK, 100);
                if (status == Status.SUCCESS && brigade.isEmpty()) {
                    brigade.append(new Flush());
                    line.connection.out().pass(brigade);
                    seen.add("flushed");
                    status = line.connection.in().get(brigade, ReadMode.READBYTES, Block.BLOCK, 100);
                }
                ended = status == Status.EOF || brigade.hasEos();
                line.connection.out().pass(brigade);
            }
            seen.add("ended");
        } catch (IOException e) {
            seen.add(e.toString());
        }
    }

    @Test
    void outputIsPendingUntilTheKernelHasTakenIt() throws Exception {
        assertThat(unsent()).isZero();
        long passed = passUntilTheKernelIsFull();
        assertThat(unsent()).isPositive();
        assertThat(line.on(() -> line.connection.out().shouldYield())).isFalse();
        line.client.getInputStream().skipNBytes(passed);
        assertThat(passing(Brigade.of(new Flush())).get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(unsent()).isZero();
    }
}
