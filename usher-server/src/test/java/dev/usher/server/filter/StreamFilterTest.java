package dev.usher.server.filter;

import static dev.usher.server.filter.FiberLine.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Flush;
import dev.usher.server.bucket.Metadata;
import dev.usher.server.connection.FilterException;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Output filters that read and print (REFERENCE E.8, the rules of E.4). */
class StreamFilterTest {
    private FiberLine line;
    private final List<String> seen = new ArrayList<>();

    /** Somebody else's sign. */
    record Mark() implements Metadata {}

    @BeforeEach
    void open() throws Exception {
        line = new FiberLine();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    private Outcome seeAndPrint(FilterIo io) throws IOException {
        String text = readAll(io);
        seen.add(text);
        io.print(text);
        return Outcome.OK;
    }

    @Test
    void readGivesZeroAtTheBrigadesEndAndEachBrigadeIsAnInvocation() throws Exception {
        line.output(this::seeAndPrint).pass(Data.latin1("ab"), Data.latin1("c"));
        line.pass(Data.latin1("d"));
        assertThat(seen).containsExactly("abc", "d");
        assertThat(line.passed).containsExactly("abc", "d");
    }

    @Test
    void readGivesWhatFitsAndGoesOnThere() throws Exception {
        line.output(io -> {
            byte[] three = new byte[5];
            seen.add(io.read(three, 1, 3) + new String(three, 1, 3, java.nio.charset.StandardCharsets.ISO_8859_1));
            seen.add("" + io.read(three) + io.read(three) + io.read(three));
            return Outcome.OK;
        });
        line.pass(Data.latin1("abcde"));
        assertThat(seen).containsExactly("3abc", "200");
    }

    @Test
    void readGivesZeroAtAFlushWhichIsForwardedInItsPlace() throws Exception {
        line.output(this::seeAndPrint).pass(Data.latin1("ab"), new Flush(), Data.latin1("cd"));
        assertThat(seen).containsExactly("ab", "cd");
        assertThat(String.join("", line.passed)).isEqualTo("ab[Flush]cd");
        assertThat(line.passed.getFirst()).as("passed on at once").startsWith("ab");
    }

    @Test
    void whatFollowsAFlushCanBeReadOnInTheSameInvocation() throws Exception {
        line.output(io -> {
            String first = readAll(io);
            io.print(first + ";" + readAll(io));
            return Outcome.OK;
        });
        line.pass(Data.latin1("ab"), new Flush(), Data.latin1("cd"));
        assertThat(String.join("", line.passed)).isEqualTo("[Flush]ab;cd");
    }

    @Test
    void readGivesZeroAtEosForGood() throws Exception {
        line.output(io -> {
            seen.add(readAll(io) + io.read(new byte[1]) + io.seenEos());
            return Outcome.OK;
        });
        line.pass(Data.latin1("a"), new Eos(), Data.latin1("no"));
        assertThat(seen).containsExactly("a0true");
    }

    @Test
    void whatIsPrintedAfterTheReadLoopStillPrecedesEos() throws Exception {
        line.output(io -> {
            seen.add("" + io.seenEos());
            io.print(readAll(io));
            seen.add("" + io.seenEos());
            io.print("-footer");
            return Outcome.OK;
        });
        line.pass(Data.latin1("ab"), new Eos());
        assertThat(line.passed).containsExactly("ab-footer[Eos]");
        assertThat(seen).containsExactly("false", "true");
    }

    @Test
    void eosThatTheFilterDidNotReachIsSeenByItAllTheSame() throws Exception {
        line.output(io -> {
            byte[] one = new byte[1];
            int n = io.read(one);
            seen.add(n + " " + io.seenEos());
            io.print(one, 0, n);
            return Outcome.OK;
        });
        line.pass(Data.latin1("ab"), new Eos());
        assertThat(seen).containsExactly("1 false", "1 false", "0 true");
        assertThat(String.join("", line.passed)).isEqualTo("ab[Eos]");
    }

    @Test
    void eosForcedEndsTheStreamAndTheFilterIsThenPassedBy() throws Exception {
        line.output(io -> {
            byte[] one = new byte[1];
            seen.add("called");
            io.print(one, 0, io.read(one));
            io.seenEos(true);
            seen.add("reads " + io.read(one));
            return Outcome.OK;
        });
        line.pass(Data.latin1("abc"));
        line.pass(Data.latin1("def"));
        assertThat(seen).containsExactly("called", "reads 0");
        assertThat(line.passed).containsExactly("a[Eos]", "def");
    }

    @Test
    void eosTakenBackIsNotPassedOn() throws Exception {
        line.output(io -> {
            io.print(readAll(io));
            io.seenEos(false);
            return Outcome.OK;
        });
        line.pass(Data.latin1("a"), new Eos());
        assertThat(line.passed).containsExactly("a");
    }

    @Test
    void bytesBehindEosAreIgnoredAndSignsArePassedOn() throws Exception {
        line.output(FiberLine::upper).pass(Data.latin1("a"), new Eos(), Data.latin1("no"), new Mark());
        assertThat(String.join("", line.passed)).isEqualTo("A[Eos][Mark]");
    }

    @Test
    void aConnectionsFilterSeesTheNextRequestsBytesAndNoExchange() throws Exception {
        List<String> ended = new ArrayList<>();
        line.output(io -> {
            seen.add("" + io.link().exchange());
            return FiberLine.upper(io);
        });
        line.pass(Data.latin1("one"), new Eos(), new EndOfRequest(() -> ended.add("1")));
        line.pass(Data.latin1("two"), new Eos(), new EndOfRequest(() -> ended.add("2")), Data.latin1("three"));
        assertThat(String.join("", line.passed)).isEqualTo("ONE[Eos][EndOfRequest]TWO[Eos][EndOfRequest]THREE");
        assertThat(seen).containsExactly("null", "null", "null");
        line.on(() -> true);
        assertThat(ended).containsExactly("1", "2");
    }

    @Test
    void stateLivesFromCallToCallAndIsItsOwnForEachPlace() throws Exception {
        StreamFilter counting = io -> {
            int calls = io.state() instanceof Integer before ? before + 1 : 1;
            io.state(calls);
            io.print(readAll(io) + calls);
            return Outcome.OK;
        };
        line.output(counting).pass(Data.latin1("a"));
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, StreamFilters.output(counting)));
        line.pass(Data.latin1("b"));
        assertThat(line.passed).containsExactly("a1", "b21");
    }

    @Test
    void declinedWithoutHavingReadPassesTheVerySameBuckets() throws Exception {
        List<Bucket> arrived = new ArrayList<>();
        line.on(() -> {
            line.connection.out().add(FilterType.CONNECTION, StreamFilters.output(_ -> Outcome.DECLINED));
            return line.connection.out().add(new FilterType(59), (link, brigade) -> {
                brigade.forEach(arrived::add);
                link.next().pass(brigade);
            });
        });
        Bucket[] sent = {new Data(PooledByteBufAllocator.DEFAULT.directBuffer().writeByte('a')), new Flush(), new Eos()
        };
        line.pass(sent);
        assertThat(arrived).hasSize(3);
        for (int i = 0; i < sent.length; i++) {
            assertThat(arrived.get(i)).isSameAs(sent[i]);
        }
        assertThat(line.received(1)).isEqualTo("a");
    }

    @Test
    void declinedAfterHavingReadIsAnErrorThatSaysSo() throws Exception {
        line.output(io -> {
            readAll(io);
            return Outcome.DECLINED;
        });
        assertThatThrownBy(() -> line.pass(Data.latin1("a")))
                .isInstanceOf(FilterException.class)
                .hasMessageStartingWith("filter " + StreamFilterTest.class.getName() + " of type 50 failed: ")
                .hasMessageContaining("IllegalStateException: it said DECLINED after it had read");
    }

    @Test
    void suspendedIsAnError() throws Exception {
        line.output(_ -> Outcome.SUSPENDED);
        assertThatThrownBy(() -> line.pass(Data.latin1("a"))).hasMessageContaining("SUSPENDED");
    }

    @Test
    void whatIsPrintedIsGatheredTo8KiBAndPassedOnAtTheReturn() throws Exception {
        line.output(io -> {
            readAll(io);
            for (int i = 0; i < 900; i++) {
                io.print("0123456789");
            }
            seen.add("passed " + line.passed.size());
            return Outcome.OK;
        });
        line.pass(Data.latin1("go"));
        assertThat(line.passed.stream().map(String::length)).containsExactly(8192, 9000 - 8192);
        assertThat(seen).containsExactly("passed 1");
    }

    @Test
    void aFlushPassesOnWhatIsPrinted() throws Exception {
        line.output(io -> {
            io.print("a");
            io.flush();
            seen.addAll(line.passed);
            io.print(readAll(io));
            return Outcome.OK;
        });
        line.pass(Data.latin1("b"));
        assertThat(seen).containsExactly("a[Flush]");
        assertThat(line.passed).containsExactly("a[Flush]", "b");
    }

    @Test
    void otherSignsPassInTheirPlaces() throws Exception {
        line.output(FiberLine::upper).pass(new Mark(), Data.latin1("ab"), new Mark(), Data.latin1("cd"), new Mark());
        assertThat(String.join("", line.passed)).isEqualTo("[Mark]AB[Mark]CD[Mark]");
    }

    @Test
    void bytesAndSignsKeepTheirOrderHoweverTheyAreCutAndRead() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        line.output(io -> {
            byte[] some = new byte[1 + random.nextInt(9)];
            int n = io.read(some);
            while (n > 0 && random.nextInt(4) > 0) {
                io.print(some, 0, n);
                n = io.read(some);
            }
            io.print(some, 0, n);
            return Outcome.OK;
        });
        for (int round = 0; round < 300; round++) {
            StringBuilder expected = new StringBuilder();
            List<Bucket> buckets = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                Bucket bucket = switch (random.nextInt(5)) {
                    case 0 -> new Flush();
                    case 1 -> new Mark();
                    default -> Data.latin1("abcdefghijklmnop".substring(0, random.nextInt(16)));
                };
                buckets.add(bucket);
                try (Brigade one = Brigade.of(bucket.copy())) {
                    expected.append(FiberLine.text(one));
                }
            }
            line.passed.clear();
            line.pass(buckets.toArray(Bucket[]::new));
            assertThat(String.join("", line.passed))
                    .as("seed " + seed + " round " + round)
                    .isEqualTo(expected.toString());
        }
    }

    @Test
    void anEmptyBrigadeIsTakenAndNonePassedOn() throws Exception {
        line.output(io -> {
            readAll(io);
            seen.add("called");
            return Outcome.OK;
        });
        line.pass();
        line.pass(Data.latin1("swallowed"));
        assertThat(seen).containsExactly("called");
        assertThat(line.passed).isEmpty();
    }

    @Test
    void bytesAFilterDoesNotReadAreDroppedAndSignsAreNot() throws Exception {
        line.output(io -> {
            io.print("instead");
            return Outcome.OK;
        });
        line.pass(Data.latin1("abc"), new Mark(), Data.latin1("d"), new Eos());
        assertThat(line.passed).containsExactly("instead[Mark][Eos]");
    }

    @Test
    void aFilterMayRemoveItselfInItsCallAndTheRestPassesUnchanged() throws Exception {
        line.output(io -> {
            byte[] one = new byte[1];
            io.print("<");
            io.print(one, 0, io.read(one));
            io.print(">");
            io.remove();
            return Outcome.OK;
        });
        line.pass(Data.latin1("abc"), new Eos());
        line.pass(Data.latin1("d"));
        assertThat(String.join("", line.passed)).isEqualTo("<a>bc[Eos]d");
        assertThat(line.on(() -> line.connection.wire().bare()))
                .as("the recorder is left")
                .isFalse();
    }

    @Test
    void aFilterIsNamedWhereItThrows() throws Exception {
        StreamFilter broken = new StreamFilter() {
            @Override
            public Outcome run(FilterIo io) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public String toString() {
                return "MyApache::Broken";
            }
        };
        line.output(broken);
        assertThatThrownBy(() -> line.pass(Data.latin1("a"))).hasMessageContaining("MyApache::Broken");
    }

    @Test
    void aFilterIsNamedWhereItsInputOrOutputFailsThroughItsOwnFault() throws Exception {
        line.output(new StreamFilter() {
            @Override
            public Outcome run(FilterIo io) throws IOException {
                throw new IOException("no dictionary");
            }

            @Override
            public String toString() {
                return "MyApache::Words";
            }
        });
        assertThatThrownBy(() -> line.pass(Data.latin1("a")))
                .hasMessageContaining("MyApache::Words of type 50 failed: java.io.IOException: no dictionary");
    }

    @Test
    void aFilterThatItsLinkRemovesPassesTheRestUnchangedToo() throws Exception {
        line.output(io -> {
            io.link().remove();
            return Outcome.OK;
        });
        line.pass(Data.latin1("abc"), new Eos());
        assertThat(String.join("", line.passed)).isEqualTo("abc[Eos]");
    }

    @Test
    void readingAndPrintingOutsideACallIsAnError() throws Exception {
        List<FilterIo> kept = new ArrayList<>();
        line.output(io -> {
            kept.add(io);
            return FiberLine.upper(io);
        });
        line.pass(Data.latin1("a"));
        assertThatThrownBy(() -> line.on(() -> kept.getFirst().read(new byte[1])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only while it is called");
        assertThatThrownBy(() -> line.on(() -> {
                    kept.getFirst().print("x");
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOutputFilterIsAskedInNoMode() throws Exception {
        line.output(io -> {
            assertThat(io.isInput()).isFalse();
            return Outcome.valueOf(io.mode().name());
        });
        assertThatThrownBy(() -> line.pass(Data.latin1("a"))).hasMessageContaining("output filter");
    }

    @Test
    void aClientThatResetsWhileTheFilterPrintsIsLoggedAndNotThrownAtIt() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("connection");
        log.start();
        logger.addAppender(log);
        try {
            line.output(io -> {
                readAll(io);
                line.client.setSoLinger(true, 0);
                line.client.close();
                byte[] much = new byte[100_000];
                for (int i = 0; i < 1000; i++) {
                    io.print(much);
                    io.flush();
                }
                seen.add("printed all");
                return Outcome.OK;
            });
            line.passed.clear();
            line.pass(Data.latin1("go"));
            assertThat(seen).containsExactly("printed all");
            assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                    .anyMatch(text -> text.contains(
                            "the client has gone while filter dev.usher.server.filter.StreamFilterTest of type 50"));
            assertThatThrownBy(() -> line.pass(Data.latin1("more"))).isInstanceOf(IOException.class);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void aStateThatIsCloseableIsClosedWithItsPlace() throws Exception {
        line.on(() -> {
            Link link = line.connection.out().add(FilterType.CONNECTION, StreamFilters.output(io -> {
                if (io.state() == null) {
                    io.state((AutoCloseable) () -> seen.add("closed"));
                }
                return FiberLine.upper(io);
            }));
            return link;
        });
        line.pass(Data.latin1("a"));
        line.connection.abort(new IOException("the test is over"));
        for (int i = 0; i < 100 && line.on(seen::isEmpty); i++) {
            line.on(() -> true);
        }
        assertThat(line.on(() -> List.copyOf(seen))).containsExactly("closed");
    }

    @Test
    void aFileIsReadInPiecesAndSplitAtAFlush(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder)
            throws Exception {
        java.nio.file.Path path = java.nio.file.Files.writeString(folder.resolve("f"), "some words");
        line.output(this::seeAndPrint).pass(Data.latin1("x"), FileRange.open(path), new Flush(), FileRange.open(path));
        assertThat(seen).containsExactly("xsome words", "some words");
        assertThat(line.received(21)).isEqualTo("xsome wordssome words");
    }
}
