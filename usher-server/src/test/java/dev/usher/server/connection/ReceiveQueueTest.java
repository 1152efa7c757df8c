package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What single bytes cost while they wait. */
class ReceiveQueueTest {
    private static ByteBuf read(String text) {
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(2048);
        bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return bytes;
    }

    @Test
    void singleBytesShareABufferAndTheirReadBuffersAreFreed() {
        ReceiveQueue queue = new ReceiveQueue();
        for (int i = 0; i < 500; i++) {
            ByteBuf one = read("x");
            queue.append(one);
            assertThat(one.refCnt()).isZero();
        }
        try (Brigade all = new Brigade()) {
            queue.peek(all, 1000);
            assertThat(all.size()).isEqualTo(1);
        }
        queue.clear();
    }

    @Test
    void bytesAppendedBehindASliceDoNotChangeIt() throws IOException {
        ReceiveQueue queue = new ReceiveQueue();
        queue.append(read("ab\ncd"));
        try (Brigade first = new Brigade();
                Brigade rest = new Brigade()) {
            assertThat(queue.line(first, 8192)).isTrue();
            queue.append(read("ef"));
            queue.take(rest, 100);
            assertThat(first.flatten(10)).asString().isEqualTo("ab\n");
            assertThat(rest.flatten(10)).asString().isEqualTo("cdef");
            assertThat(queue.bytes()).isZero();
        }
    }

    @Test
    void aLargeReadIsKeptAsItIs() {
        ReceiveQueue queue = new ReceiveQueue();
        ByteBuf large = read("y".repeat(512));
        queue.append(large);
        assertThat(large.refCnt()).isEqualTo(1);
        assertThat(queue.bytes()).isEqualTo(512);
        queue.clear();
        assertThat(large.refCnt()).isZero();
    }
}
