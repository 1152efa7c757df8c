package dev.usher.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Flush;
import dev.usher.server.connection.FilterException;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every pass (REFERENCE E.4). */
class OutputContractTest {
    @TempDir
    Path folder;

    private FiberLine line;

    @BeforeEach
    void open() throws Exception {
        line = new FiberLine();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    private static ByteBuf direct(String text) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer()
                .writeBytes(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Test
    void behindTheLastFilterNobodyWrites() throws Exception {
        Link[] wire = new Link[1];
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, (link, brigade) -> {
            wire[0] = link.next();
            link.next().pass(brigade);
        }));
        line.pass(Data.latin1("a"));
        assertThatThrownBy(() -> wire[0].next()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theBrigadeStaysTheCallersAndIsEmptyBehindThePass() throws Exception {
        line.on(() -> {
            try (Brigade brigade = Brigade.of(Data.latin1("a"))) {
                line.connection.out().pass(brigade);
                assertThat(brigade.isEmpty()).isTrue();
                brigade.append(Data.latin1("b"));
                line.connection.out().pass(brigade);
            }
            return true;
        });
        assertThat(line.received(2)).isEqualTo("ab");
    }

    @Test
    void whatAFilterLeavesInTheBrigadeIsReleased() throws Exception {
        ByteBuf dropped = direct("dropped");
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, (_, _) -> {}));
        line.pass(new Data(dropped));
        assertThat(dropped.refCnt()).isZero();
    }

    @Test
    void whatAFilterThatThrowsHasInTheBrigadeIsReleased() throws Exception {
        ByteBuf lost = direct("lost");
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, (_, _) -> {
            throw new IOException("on purpose");
        }));
        assertThatThrownBy(() -> line.pass(new Data(lost)))
                .isInstanceOf(FilterException.class)
                .hasRootCauseMessage("on purpose");
        assertThat(lost.refCnt()).isZero();
    }

    @Test
    void anEmptyBrigadeIsAccepted() throws Exception {
        line.pass();
        line.pass(Data.latin1("a"));
        assertThat(line.received(1)).isEqualTo("a");
    }

    @Test
    void aBucketPassesFiltersThatDoNotLookAtItAsTheVerySame() throws Exception {
        Files.writeString(folder.resolve("f"), "words");
        List<Bucket> arrived = new ArrayList<>();
        line.on(() -> {
            line.connection
                    .out()
                    .add(FilterType.CONNECTION, (link, brigade) -> link.next().pass(brigade));
            return line.connection.out().add(FilterType.CONNECTION, (link, brigade) -> {
                brigade.forEach(arrived::add);
                link.next().pass(brigade);
            });
        });
        Data data = new Data(direct("a"));
        FileRange range = FileRange.open(folder.resolve("f"));
        line.pass(data, range, new Flush());
        assertThat(arrived.get(0)).isSameAs(data);
        assertThat(arrived.get(1)).isSameAs(range);
        assertThat(line.received(6)).isEqualTo("awords");
    }

    @Test
    void bucketsKeptAcrossCallsAreSetAsideAndReleasedWithTheirPlace() throws Exception {
        ByteBuf kept = direct("x".repeat(2000));
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, (link, brigade) -> {
            Brigade aside = link.state() instanceof Brigade before ? before : new Brigade();
            link.state(aside);
            brigade.setAside(aside);
        }));
        line.pass(new Data(kept));
        assertThat(kept.refCnt()).isEqualTo(1);
        line.connection.abort(new IOException("the test is over"));
        for (int i = 0; i < 100 && kept.refCnt() != 0; i++) {
            line.on(() -> true);
        }
        assertThat(kept.refCnt()).isZero();
    }

    @Test
    void afterTheClientHasGoneEachPassIsAnErrorAtOnce() throws Exception {
        line.connection.abort(new IOException("gone"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (line.connection.isOpen() && System.nanoTime() < deadline) {
            line.on(() -> true);
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> line.pass(Data.latin1("a"))).isInstanceOf(IOException.class);
        }
    }
}
