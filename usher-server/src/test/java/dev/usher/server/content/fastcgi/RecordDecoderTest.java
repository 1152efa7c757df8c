package dev.usher.server.content.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.http.HttpError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS D8: what a backend may and may not send. */
class RecordDecoderTest {
    private static final class Heard implements RecordDecoder.Sink {
        final StringBuilder stdout = new StringBuilder();
        final StringBuilder stderr = new StringBuilder();
        int end = -1;

        @Override
        public void stdout(ByteBuf data) {
            stdout.append(data.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void stderr(ByteBuf data) {
            stderr.append(data.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void end(int protocolStatus) {
            end = protocolStatus;
        }
    }

    private final Heard heard = new Heard();
    private final RecordDecoder decoder = new RecordDecoder(heard);

    private void feed(ByteBuf bytes) throws IOException, HttpError {
        decoder.feed(bytes);
    }

    @Test
    void aWholeAnswerInOneRead() throws Exception {
        feed(Unpooled.wrappedBuffer(
                FcgiBytes.stdout("hello"), FcgiBytes.stderr("oh"), FcgiBytes.stdout(""), FcgiBytes.end(0)));
        assertThat(heard.stdout).hasToString("hello");
        assertThat(heard.stderr).hasToString("oh");
        assertThat(heard.end).isZero();
        assertThat(decoder.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anAnswerCutAnywhereIsTheSame(long seed) throws Exception {
        ByteBuf all = Unpooled.wrappedBuffer(
                FcgiBytes.record(RecordType.STDOUT, "x".repeat(65_535), 255),
                FcgiBytes.record(RecordType.STDERR, "e".repeat(300), 7),
                FcgiBytes.stdout("tail"),
                FcgiBytes.end(0));
        Random random = new Random(seed);
        while (all.isReadable()) {
            feed(all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 3 : 5000))));
        }
        assertThat(heard.stdout).as("seed %s", seed).hasToString("x".repeat(65_535) + "tail");
        assertThat(heard.stderr).hasSize(300);
        assertThat(heard.end).isZero();
    }

    @Test
    void contentOf65535AndPaddingOf255DoNotWrapAround16Bits() throws Exception {
        feed(Unpooled.wrappedBuffer(
                FcgiBytes.record(RecordType.STDOUT, "x".repeat(65_535), 255), FcgiBytes.stdout("after")));
        assertThat(heard.stdout).hasToString("x".repeat(65_535) + "after");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 5, 8, 9, 10, 11, 255})
    void aTypeNoApplicationMaySendIsRefused(int type) {
        refused(FcgiBytes.record(type, "12345678", 0), "type " + type);
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] record = FcgiBytes.stdout("x");
        record[0] = 2;
        refused(record, "version 2");
    }

    @Test
    void anotherRequestIdIsRefused() {
        byte[] record = FcgiBytes.stdout("x");
        record[3] = 2;
        refused(record, "request 2");
    }

    @Test
    void anEndRequestOfAnotherSizeIsRefused() {
        refused(FcgiBytes.record(RecordType.END_REQUEST, "1234", 0), "END_REQUEST of 4 bytes");
    }

    @Test
    void outputAfterItsEndIsRefused() {
        refused(Unpooled.wrappedBuffer(FcgiBytes.stdout(""), FcgiBytes.stdout("x")), "after the empty record");
    }

    @Test
    void bytesBehindTheEndAreDropped() throws Exception {
        feed(Unpooled.wrappedBuffer(FcgiBytes.end(0), FcgiBytes.stdout("late")));
        assertThat(heard.stdout).isEmpty();
    }

    @Test
    void protocolStatusIsReported() throws Exception {
        feed(Unpooled.wrappedBuffer(FcgiBytes.end(2)));
        assertThat(heard.end).isEqualTo(2);
    }

    @Test
    void aHeaderOrAnEndThatIsNotWholeIsWaitedFor() throws Exception {
        byte[] end = FcgiBytes.end(0);
        feed(Unpooled.wrappedBuffer(end, 0, 15));
        assertThat(decoder.insideRecord()).isTrue();
        assertThat(heard.end).isEqualTo(-1);
        feed(Unpooled.wrappedBuffer(end, 15, 1));
        assertThat(heard.end).isZero();
    }

    private void refused(byte[] bytes, String because) {
        refused(Unpooled.wrappedBuffer(bytes), because);
    }

    private void refused(ByteBuf bytes, String because) {
        assertThatThrownBy(() -> feed(bytes)).isInstanceOfSatisfying(HttpError.class, e -> {
            assertThat(e.status()).isEqualTo(502);
            assertThat(e.detail()).contains(because);
        });
        assertThat(heard.stdout).isEmpty();
    }
}
