package dev.usher.server.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brigades own what is in them; the paranoid leak detector and the count of descriptors hold the tests to it. */
class BrigadeTest {
    @TempDir
    Path folder;

    private static Data data(String text) {
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
        bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return new Data(bytes);
    }

    private static String text(Brigade brigade) throws IOException {
        return new String(brigade.flatten(1 << 20), StandardCharsets.ISO_8859_1);
    }

    private FileRange file(String text) throws IOException {
        Path path = folder.resolve("f");
        Files.writeString(path, text, StandardCharsets.ISO_8859_1);
        return FileRange.open(path);
    }

    @Test
    void closeReleasesEveryBucketAndMayBeRepeated() {
        Data one = data("one");
        Brigade brigade = Brigade.of(one, new Eos(), data("two"));
        brigade.close();
        brigade.close();
        assertThat(one.content().refCnt()).isZero();
        assertThat(brigade.isEmpty()).isTrue();
    }

    @Test
    void movingGivesTheBucketsAway() throws IOException {
        try (Brigade from = Brigade.of(data("b"));
                Brigade into = Brigade.of(data("a"))) {
            from.moveTo(into);
            assertThat(from.isEmpty()).isTrue();
            into.prepend(data("-"));
            assertThat(text(into)).isEqualTo("-ab");
            assertThat(into.length()).isEqualTo(3);
        }
    }

    @Test
    void partitionSplitsTheBucketAcrossTheBorder() throws IOException {
        try (Brigade from = Brigade.of(data("abc"), new Flush(), file("defgh"), new Eos());
                Brigade into = new Brigade()) {
            assertThat(from.partition(into, 5)).isEqualTo(5);
            assertThat(text(into)).isEqualTo("abcde");
            assertThat(text(from)).isEqualTo("fgh");
            assertThat(from.last()).isInstanceOf(Eos.class);
        }
    }

    @Test
    void partitionStopsAtTheEndAndBeforeASocket() {
        try (Brigade from = Brigade.of(data("abc"), new SocketBucket(0));
                Brigade into = new Brigade()) {
            assertThat(from.partition(into, 10)).isEqualTo(3);
            assertThat(from.size()).isEqualTo(1);
            assertThat(from.length()).isEqualTo(-1);
        }
    }

    @Test
    void aLineMayComeFromSeveralBuckets() throws IOException {
        try (Brigade from = Brigade.of(data("GET"), data(" /\r"), data("\nHost"));
                Brigade into = new Brigade()) {
            assertThat(from.splitLine(into, 8192)).isTrue();
            assertThat(text(into)).isEqualTo("GET /\r\n");
            assertThat(text(from)).isEqualTo("Host");
        }
    }

    /** Who sends a line byte by byte has no buffer held for each. */
    @Test
    void smallPiecesOfALineAreCopiedTogetherAndTheirBuffersAreFree() throws IOException {
        try (Brigade into = new Brigade()) {
            for (int i = 0; i < 3000; i++) {
                Data one = data("x");
                try (Brigade from = Brigade.of(one)) {
                    assertThat(from.splitLine(into, 8192)).isFalse();
                }
                assertThat(one.content().refCnt()).isEqualTo(i == 0 ? 1 : 0);
            }
            assertThat(into.size()).isEqualTo(1);
            assertThat(text(into)).isEqualTo("x".repeat(3000));
        }
    }

    @Test
    void aLargePieceOfALineIsMovedAsItIs() {
        Data large = data("x".repeat(2001));
        try (Brigade from = Brigade.of(data("a"), data("b"), large, data("c"));
                Brigade into = new Brigade()) {
            assertThat(from.splitLine(into, 8192)).isFalse();
            assertThat(into.size()).isEqualTo(3);
            assertThat(into).contains(large);
        }
    }

    /** What was read off a joined bucket stays as it was, though more is joined. */
    @Test
    void whatIsJoinedLaterDoesNotChangeACopy() throws IOException {
        try (Brigade into = new Brigade();
                Brigade first = Brigade.of(data("a"), data("b"))) {
            assertThat(first.splitLine(into, 8192)).isFalse();
            try (Brigade copy = into.copy();
                    Brigade second = Brigade.of(data("c"))) {
                assertThat(second.splitLine(into, 8192)).isFalse();
                assertThat(text(copy)).isEqualTo("ab");
                assertThat(text(into)).isEqualTo("abc");
            }
        }
    }

    @Test
    void aLineThatIsNotCompleteIsHandedOut() throws IOException {
        try (Brigade from = Brigade.of(data("partial"));
                Brigade into = new Brigade()) {
            assertThat(from.splitLine(into, 8192)).isFalse();
            assertThat(text(into)).isEqualTo("partial");
            assertThat(from.isEmpty()).isTrue();
        }
    }

    @Test
    void aLineLongerThanTheLimitIsHandedOutWithoutItsEnd() throws IOException {
        try (Brigade from = Brigade.of(data("x".repeat(8000)), data("y".repeat(8000)), data("z\n"));
                Brigade into = new Brigade()) {
            assertThat(from.splitLine(into, 8192)).isFalse();
            assertThat(into.length())
                    .as("as httpd: 8192 is passed within a bucket")
                    .isEqualTo(16_000);
            assertThat(text(from)).isEqualTo("z\n");
        }
    }

    @Test
    void aLineStopsBeforeEos() {
        try (Brigade from = Brigade.of(data("abc"), new Eos(), data("d\n"));
                Brigade into = new Brigade()) {
            assertThat(from.splitLine(into, 8192)).isFalse();
            assertThat(into.length()).isEqualTo(3);
        }
    }

    @Test
    void flattenReadsFilesAndStopsAtItsLimit() throws IOException {
        try (Brigade brigade = Brigade.of(data("ab"), file("cdef"), new Eos())) {
            assertThat(new String(brigade.flatten(4), StandardCharsets.ISO_8859_1))
                    .isEqualTo("abcd");
            assertThat(text(brigade)).isEqualTo("abcdef");
        }
    }

    @Test
    void aCopySharesAndOutlivesTheOriginal() throws IOException {
        Brigade original = Brigade.of(data("ab"), file("cd"));
        try (Brigade copy = original.copy()) {
            original.close();
            assertThat(text(copy)).isEqualTo("abcd");
        }
    }

    @Test
    void aSocketCannotBeCopiedAndNothingLeaks() {
        Data before = data("x");
        try (Brigade brigade = Brigade.of(before, new SocketBucket(0))) {
            assertThatThrownBy(brigade::copy).isInstanceOf(UnsupportedOperationException.class);
            assertThat(before.content().refCnt()).isEqualTo(1);
        }
    }

    @Test
    void rangesOfOneFileShareItAndTheLastClosesIt() throws IOException {
        FileRange whole = file("0123456789");
        FileRange part = whole.range(2, 3);
        FileRange first = whole.splitOff(5);
        assertThat(whole.position()).isEqualTo(5);
        assertThat(whole.length()).isEqualTo(5);
        whole.release();
        first.release();
        assertThat(part.channel().isOpen()).isTrue();
        try (Brigade brigade = Brigade.of(part)) {
            assertThat(text(brigade)).isEqualTo("234");
        }
        assertThat(part.channel().isOpen()).isFalse();
    }

    @Test
    void aRangeBeyondItsFileIsRefused() throws IOException {
        try (Brigade brigade = Brigade.of(file("abc"))) {
            FileRange range = (FileRange) brigade.first();
            assertThatThrownBy(() -> range.range(2, 2)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> range.range(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFileThatHasBecomeShorterIsAnErrorAndNotACut() throws IOException {
        try (Brigade brigade = Brigade.of(file("abcdef"))) {
            try (var channel = java.nio.channels.FileChannel.open(folder.resolve("f"), StandardOpenOption.WRITE)) {
                channel.truncate(3);
            }
            assertThatThrownBy(() -> brigade.flatten(6))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("file ends at 3");
        }
    }

    @Test
    void anErrorBucketOfNoErrorStatusIs500() {
        assertThat(new ErrorBucket(200).status()).isEqualTo(500);
        assertThat(new ErrorBucket(404).status()).isEqualTo(404);
    }

    @Test
    void aRequestEndsOnce() {
        int[] ends = {0};
        EndOfRequest end = new EndOfRequest(() -> ends[0]++);
        end.release();
        end.release();
        assertThat(ends[0]).isEqualTo(1);
        assertThatThrownBy(end::copy).isInstanceOf(UnsupportedOperationException.class);
    }
}
