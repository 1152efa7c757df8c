package dev.usher.server.filter;

import static dev.usher.server.connection.Block.BLOCK;
import static dev.usher.server.connection.Block.NONBLOCK;
import static dev.usher.server.connection.ReadMode.EATCRLF;
import static dev.usher.server.connection.ReadMode.EXHAUSTIVE;
import static dev.usher.server.connection.ReadMode.GETLINE;
import static dev.usher.server.connection.ReadMode.INIT;
import static dev.usher.server.connection.ReadMode.READBYTES;
import static dev.usher.server.connection.ReadMode.SPECULATIVE;
import static dev.usher.server.filter.FiberLine.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Input filters that read and print: whatever mode they are asked in (REFERENCE E.3, E.8). */
class StreamInputTest {
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

    /** Each byte twice: more comes out than went in. */
    private static Outcome doubled(FilterIo io) throws IOException {
        for (byte b : readAll(io).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)) {
            io.print(new byte[] {b, b});
        }
        return Outcome.OK;
    }

    @Test
    void linesAreFilteredAsTheyAreAskedFor() throws Exception {
        line.input(FiberLine::upper).send("one\ntwo\nrest");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("ONE\n");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("TWO\n");
        line.client.shutdownOutput();
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("REST");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("EOF");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("EOF");
    }

    @Test
    void linesThatTheFilterMakesAreServedOneByOne() throws Exception {
        line.input(io -> {
            io.print(readAll(io).replace(";", "\n"));
            return Outcome.OK;
        });
        line.send("a;b;c\n");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("a\n");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("b\n");
        assertThat(line.get(GETLINE, NONBLOCK, 1)).isEqualTo("c\n");
    }

    @Test
    void aLineIsWaitedForUntilTheFilterHasMadeOne() throws Exception {
        line.input(io -> {
            io.print(readAll(io).replace("\n", "").replace(".", "\n"));
            return Outcome.OK;
        });
        line.send("a\nb\nc.\n");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("abc\n");
    }

    @Test
    void readbytesGivesAtMostItsLimitAndTheFilterKeepsTheSurplus() throws Exception {
        line.input(StreamInputTest::doubled).send("abc");
        assertThat(line.get(READBYTES, BLOCK, 3)).isEqualTo("aab");
        assertThat(line.get(READBYTES, NONBLOCK, 2)).isEqualTo("bc");
        assertThat(line.get(READBYTES, NONBLOCK, 2)).isEqualTo("c");
        assertThat(line.get(READBYTES, NONBLOCK, 2)).isEmpty();
    }

    @Test
    void aReadThatMayWaitWaitsUntilTheFilterHasMadeSomething() throws Exception {
        CountDownLatch swallowed = new CountDownLatch(1);
        line.input(io -> {
            io.print(readAll(io).replace("-", ""));
            swallowed.countDown();
            return Outcome.OK;
        });
        line.send("--");
        CompletableFuture<String> got = CompletableFuture.supplyAsync(() -> {
            try {
                return line.get(READBYTES, BLOCK, 2);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(swallowed.await(10, TimeUnit.SECONDS)).isTrue();
        line.send("-x");
        assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo("x");
    }

    @Test
    void nothingThereIsASuccessWithoutBytes() throws Exception {
        line.input(FiberLine::upper);
        assertThat(line.get(READBYTES, NONBLOCK, 2)).isEmpty();
        assertThat(line.get(GETLINE, NONBLOCK, 2)).isEmpty();
        assertThat(line.get(SPECULATIVE, NONBLOCK, 2)).isEmpty();
    }

    @Test
    void speculativeGivesCopiesOfWhatWasFilteredThatComeAgain() throws Exception {
        line.input(FiberLine::upper).send("get /\n");
        assertThat(line.get(SPECULATIVE, BLOCK, 3)).isEqualTo("GET");
        assertThat(line.get(SPECULATIVE, BLOCK, 5)).isEqualTo("GET /");
        assertThat(line.get(SPECULATIVE, BLOCK, 2)).isEqualTo("GE");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("GET /\n");
    }

    @Test
    void speculativeAtTheEndIsEmptyAndWithoutEos() throws Exception {
        line.input(FiberLine::upper);
        line.client.shutdownOutput();
        assertThat(line.get(SPECULATIVE, BLOCK, 3)).isEmpty();
    }

    @Test
    void eatcrlfDropsBlankBucketsOfWhatWasFiltered() throws Exception {
        line.input(io -> {
            io.print(readAll(io).replace('_', '\n'));
            return Outcome.OK;
        });
        assertThat(line.get(EATCRLF, NONBLOCK, 1)).isEqualTo("AGAIN");
        line.send("__");
        assertThat(line.get(SPECULATIVE, BLOCK, 1)).isEqualTo("\n");
        assertThat(line.get(EATCRLF, NONBLOCK, 1)).isEqualTo("AGAIN");
        line.send("x");
        assertThat(line.get(SPECULATIVE, BLOCK, 1)).isEqualTo("x");
        assertThat(line.get(EATCRLF, NONBLOCK, 1)).isEmpty();
        assertThat(line.get(READBYTES, BLOCK, 5)).isEqualTo("x");
        line.client.shutdownOutput();
        assertThat(line.get(GETLINE, BLOCK, 1)).isEmpty();
        assertThat(line.get(EATCRLF, NONBLOCK, 1)).isEqualTo("EOF");
    }

    @Test
    void initIsPassedOnAndTheFilterIsNotCalled() throws Exception {
        line.input(io -> {
            seen.add("called");
            return FiberLine.upper(io);
        });
        assertThat(line.get(INIT, BLOCK, 1)).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void exhaustiveGivesWhatWasFilteredThenTheSocketThenEos() throws Exception {
        line.input(FiberLine::upper).send("abcdef");
        assertThat(line.get(SPECULATIVE, BLOCK, 2)).isEqualTo("AB");
        assertThat(line.get(EXHAUSTIVE, NONBLOCK, 1)).isEqualTo("ABCDEF[SocketBucket][Eos]");
    }

    @Test
    void whatIsAskedForIsForwarded() throws Exception {
        line.input(io -> {
            seen.add(io.mode() + " " + io.block() + " " + io.limit() + " " + io.isInput());
            return FiberLine.upper(io);
        });
        line.on(() -> line.connection.in().add(new FilterType(55), (link, into, mode, block, limit) -> {
            seen.add(mode + " " + block + " " + limit);
            return link.next().get(into, mode, block, limit);
        }));
        line.send("ab\n");
        assertThat(line.get(READBYTES, BLOCK, 2)).isEqualTo("AB");
        assertThat(line.get(GETLINE, BLOCK, 7)).isEqualTo("\n");
        assertThat(seen)
                .containsExactly(
                        "READBYTES BLOCK 2", "READBYTES BLOCK 2 true", "GETLINE BLOCK 8192", "GETLINE BLOCK 7 true");
    }

    @Test
    void eosComesBehindTheFiltersLastWords() throws Exception {
        line.input(io -> {
            io.print(readAll(io));
            io.print(io.seenEos() ? "bye" : "");
            return Outcome.OK;
        });
        line.send("a");
        assertThat(line.get(READBYTES, BLOCK, 10)).isEqualTo("a");
        line.client.shutdownOutput();
        assertThat(line.get(READBYTES, BLOCK, 10)).isEqualTo("bye[Eos]");
        assertThat(line.get(READBYTES, BLOCK, 10)).isEqualTo("EOF");
    }

    @Test
    void whereTheEndComesWithoutASignTheFilterStillHasItsLastWords() throws Exception {
        line.input(io -> {
            readAll(io);
            io.print(io.seenEos() ? "bye" : "");
            return Outcome.OK;
        });
        line.client.shutdownOutput();
        assertThat(line.get(GETLINE, BLOCK, 1))
                .as("the core's first word of a clean end")
                .isEmpty();
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("bye");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("EOF");
    }

    @Test
    void eosForcedIsSeenByWhoReadsAndTheFilterIsThenPassedBy() throws Exception {
        line.input(io -> {
            byte[] two = new byte[2];
            io.print(two, 0, io.read(two));
            io.seenEos(true);
            return Outcome.OK;
        });
        line.send("abcd");
        assertThat(line.get(READBYTES, BLOCK, 4)).isEqualTo("ab[Eos]");
        line.send("ef");
        assertThat(line.get(READBYTES, BLOCK, 4)).isEqualTo("ef");
    }

    @Test
    void aForcedEosIsSeenByWhoReadsLinesToo() throws Exception {
        line.input(io -> {
            io.print(readAll(io));
            io.seenEos(true);
            return Outcome.OK;
        });
        line.send("one\n");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("one\n");
        assertThat(line.get(GETLINE, BLOCK, 1)).isEqualTo("[Eos]");
    }

    @Test
    void declinedPassesTheVerySameBuckets() throws Exception {
        List<Bucket> come = new ArrayList<>();
        line.input(_ -> Outcome.DECLINED);
        line.on(() -> line.connection.in().add(new FilterType(55), (link, into, mode, block, limit) -> {
            var status = link.next().get(into, mode, block, limit);
            into.forEach(come::add);
            return status;
        }));
        line.send("abc");
        line.on(() -> {
            try (Brigade into = new Brigade()) {
                line.connection.in().get(into, READBYTES, BLOCK, 10);
                assertThat(come).isNotEmpty();
                assertThat(into.first()).isSameAs(come.getFirst());
                assertThat(FiberLine.text(into)).isEqualTo("abc");
            }
            return true;
        });
    }

    @Test
    void declinedAfterHavingReadIsAnError() throws Exception {
        line.input(io -> {
            readAll(io);
            return Outcome.DECLINED;
        });
        line.send("a");
        assertThatThrownBy(() -> line.get(READBYTES, BLOCK, 1)).hasMessageContaining("DECLINED after it had read");
    }

    @Test
    void aFilterThatRemovesItselfGivesOutWhatItHasMadeAndThenIsGone() throws Exception {
        line.input(io -> {
            byte[] two = new byte[2];
            int n = io.read(two);
            io.print("<" + new String(two, 0, n, java.nio.charset.StandardCharsets.ISO_8859_1) + ">");
            io.remove();
            return Outcome.OK;
        });
        line.send("abcd");
        assertThat(line.get(READBYTES, BLOCK, 3)).isEqualTo("<ab");
        assertThat(line.get(READBYTES, BLOCK, 3)).startsWith(">");
        line.send("efg\n");
        String rest = "";
        while (!rest.endsWith("\n")) {
            rest += line.get(READBYTES, BLOCK, 3);
        }
        assertThat(rest).endsWith("efg\n");
        assertThat(line.on(() -> line.connection.wire().bare())).isTrue();
    }

    @Test
    void theSameFilterTwiceHasItsStateTwice() throws Exception {
        StreamFilter counting = io -> {
            int calls = io.state() instanceof Integer before ? before + 1 : 1;
            io.state(calls);
            io.print(readAll(io) + calls);
            return Outcome.OK;
        };
        line.input(counting).input(counting).send("a");
        assertThat(line.get(READBYTES, BLOCK, 10)).isEqualTo("a11");
        line.send("b");
        assertThat(line.get(READBYTES, BLOCK, 10)).isEqualTo("b22");
    }

    @Test
    void anErrorOfTheFilterIsWhoReadsError() throws Exception {
        line.input(_ -> {
            throw new IOException("on purpose");
        });
        line.send("a");
        assertThatThrownBy(() -> line.get(READBYTES, BLOCK, 1)).hasMessageContaining("on purpose");
    }
}
