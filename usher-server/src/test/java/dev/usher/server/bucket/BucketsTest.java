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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a bucket (REFERENCE E.6); brigades are {@link BrigadeTest}'s. */
class BucketsTest {
    @TempDir
    Path folder;

    private static Data pooled(String text, int capacity) {
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(capacity);
        bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return new Data(bytes);
    }

    private static String text(Brigade brigade) throws IOException {
        return new String(brigade.flatten(1 << 20), StandardCharsets.ISO_8859_1);
    }

    private FileRange file(String text) throws IOException {
        return FileRange.open(Files.writeString(folder.resolve("f"), text, StandardCharsets.ISO_8859_1));
    }

    @Test
    void dataIsSplitWithoutACopy() throws IOException {
        Data rest = pooled("abcd", 16);
        ByteBuf memory = rest.content();
        try (Brigade both = Brigade.of(rest.splitOff(3), rest)) {
            assertThat(((Data) both.first()).content().memoryAddress()).isEqualTo(memory.memoryAddress());
            assertThat(text(both)).isEqualTo("abcd");
            assertThat(rest.length()).isEqualTo(1);
        }
        assertThat(memory.refCnt()).isZero();
    }

    @Test
    void aFileIsSplitAndBothPartsShareTheDescriptor() throws IOException {
        FileRange rest = file("abcd");
        try (Brigade both = Brigade.of(rest.splitOff(1), rest)) {
            assertThat(((FileRange) both.first()).channel()).isSameAs(rest.channel());
            assertThat(text(both)).isEqualTo("abcd");
        }
    }

    @Test
    void aSplitBeyondTheEndIsRefused() throws IOException {
        try (Brigade brigade = Brigade.of(pooled("ab", 16), file("ab"))) {
            for (Bucket bucket : brigade) {
                assertThatThrownBy(() -> bucket.splitOff(3)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> bucket.splitOff(-1)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void aSocketHasNoLengthAndCannotBeSplitCopiedOrSetAside() {
        SocketBucket socket = new SocketBucket(0);
        assertThat(socket.length()).isEqualTo(-1);
        assertThatThrownBy(() -> socket.splitOff(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(socket::copy).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(socket::setAside).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void signsHaveNoBytesAndCannotBeSplit() {
        for (Bucket sign : new Bucket[] {new Eos(), new Flush(), new EndOfRequest(() -> {}), new ErrorBucket(404)}) {
            assertThat(sign.length()).isZero();
            assertThat(sign.isMetadata()).isTrue();
            assertThat(sign.setAside()).isSameAs(sign);
            assertThatThrownBy(() -> sign.splitOff(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void dataThatFillsItsBufferIsSetAsideAsItIs() {
        Data large = pooled("x".repeat(4096), 4096);
        try (Brigade from = Brigade.of(large);
                Brigade kept = new Brigade()) {
            from.setAside(kept);
            assertThat(kept.first()).isSameAs(large);
            assertThat(from.isEmpty()).isTrue();
        }
    }

    @Test
    void aFewBytesOfALargeBufferAreCopiedWhenSetAsideAndTheBufferIsFree() throws IOException {
        Data small = pooled("few", 16_384);
        ByteBuf memory = small.content();
        try (Brigade from = Brigade.of(small);
                Brigade kept = new Brigade()) {
            from.setAside(kept);
            assertThat(memory.refCnt()).isZero();
            assertThat(text(kept)).isEqualTo("few");
        }
    }

    @Test
    void filesAndSignsAreSetAsideAsTheyAreAndInOrder() throws IOException {
        FileRange range = file("abc");
        Flush flush = new Flush();
        try (Brigade from = Brigade.of(range, flush);
                Brigade kept = Brigade.of(pooled("x", 16))) {
            from.setAside(kept);
            assertThat(kept.size()).isEqualTo(3);
            assertThat(kept.last()).isSameAs(flush);
            assertThat(text(kept)).isEqualTo("xabc");
        }
    }

    @Test
    void settingASocketAsideIsAnErrorAndNothingIsLost() throws IOException {
        try (Brigade from = Brigade.of(pooled("a", 16), new SocketBucket(0), pooled("b", 16));
                Brigade kept = new Brigade()) {
            assertThatThrownBy(() -> from.setAside(kept)).isInstanceOf(UnsupportedOperationException.class);
            assertThat(text(kept)).isEqualTo("a");
            assertThat(from.size()).isEqualTo(2);
        }
    }

    @Test
    void aFileIsReadPieceByPieceAndBecomesMemoryBeforeItsRest() throws IOException {
        try (Brigade brigade = Brigade.of(file("abcde"))) {
            brigade.readFirst(2);
            assertThat(brigade.first()).isInstanceOf(Data.class);
            assertThat(brigade.first().length()).isEqualTo(2);
            assertThat(brigade.last().length()).isEqualTo(3);
            assertThat(text(brigade)).isEqualTo("abcde");
            brigade.readFirst(2);
            assertThat(brigade.size()).as("data that is first stays as it is").isEqualTo(2);
        }
    }

    @Test
    void aFileReadToItsEndIsClosed() throws IOException {
        FileRange range = file("abc");
        try (Brigade brigade = Brigade.of(range)) {
            brigade.readFirst(8000);
            assertThat(range.channel().isOpen()).isFalse();
            assertThat(text(brigade)).isEqualTo("abc");
        }
    }

    @Test
    void bytesAreTakenFromAFileIntoAnArray() throws IOException {
        byte[] into = new byte[5];
        try (Brigade brigade = Brigade.of(file("abcd"))) {
            FileRange range = (FileRange) brigade.first();
            assertThat(range.take(into, 1, 3)).isEqualTo(3);
            assertThat(range.take(into, 4, 1)).isEqualTo(1);
            assertThat(range.take(into, 0, 5)).isZero();
            assertThat(new String(into, 1, 4, StandardCharsets.ISO_8859_1)).isEqualTo("abcd");
        }
    }

    @Test
    void takingFromAFileThatHasBecomeShorterIsAnError() throws IOException {
        try (Brigade brigade = Brigade.of(file("abcd"))) {
            Files.writeString(folder.resolve("f"), "ab");
            FileRange range = (FileRange) brigade.first();
            assertThatThrownBy(() -> range.take(new byte[4], 0, 4))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("file ends at 2");
        }
    }

    @Test
    void aBrigadeCanBeFilledAgainAfterItsCleanup() throws IOException {
        try (Brigade brigade = Brigade.of(pooled("a", 16))) {
            brigade.close();
            brigade.append(pooled("b", 16));
            assertThat(text(brigade)).isEqualTo("b");
        }
    }
}
