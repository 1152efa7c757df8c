package dev.usher.server.content.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.fd.Errno;
import dev.usher.fd.Fd;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.Loops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The socket alone, between a loop and a peer that the test is. */
class ApplicationSocketTest implements ApplicationSocket.Listener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Loops loops = Loops.start("test", 1);
    private UnixSocket peer;
    private ApplicationSocket socket;

    @BeforeEach
    void connect() throws Exception {
        UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM);
        peer = pair.right();
        Fd ours = Fd.own(pair.left().fd().release(), "ours");
        socket = onLoop(() -> ApplicationSocket.connected(loops.get(0), StreamSocket.adopt(ours), this));
    }

    @AfterEach
    void close() throws Exception {
        onLoop(() -> {
            socket.close(); // its owner's duty: one that has left its loop is not closed with it
            return null;
        });
        loops.close();
        peer.close();
    }

    private <T> T onLoop(Callable<T> step) throws Exception {
        return loops.get(0).executor().submit(step).get(10, TimeUnit.SECONDS);
    }

    private String event() throws InterruptedException {
        return events.poll(10, TimeUnit.SECONDS);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void decided(@Nullable Errno error) {
        events.add("decided " + error);
    }

    @Override
    public void received(ByteBuf bytes) {
        events.add("received " + bytes.toString(StandardCharsets.ISO_8859_1));
        bytes.release();
    }

    @Override
    public void receivedAll() {
        events.add("all");
    }

    @Override
    public void sent(boolean whole) {
        events.add("sent " + whole);
    }

    @Override
    public void disconnected(String why) {
        events.add("disconnected");
    }

    private void read() throws Exception {
        onLoop(() -> {
            socket.read();
            return null;
        });
    }

    @Test
    void whatNobodyAskedForIsNotRead() throws Exception {
        peer.send(bytes("early"));
        onLoop(() -> null);
        assertThat(events).isEmpty();
        read();
        assertThat(event()).isEqualTo("received early");
        assertThat(event()).isEqualTo("all");
        peer.send(bytes("later"));
        onLoop(() -> null);
        assertThat(events).isEmpty();
    }

    /** EPOLLHUP cannot be switched off: watched on, it would wake the loop without end while nobody reads. */
    @Test
    void aPeerThatHasGoneWhileNobodyReadsDoesNotSpinTheLoopAndIsHeardToTheEnd() throws Exception {
        peer.send(bytes("first"));
        read();
        assertThat(event()).isEqualTo("received first");
        assertThat(event()).isEqualTo("all");
        peer.send(bytes("last words"));
        peer.close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (onLoop(socket::isWatched) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(onLoop(socket::isWatched)).isFalse();
        assertThat(events).isEmpty();
        read();
        assertThat(event()).isEqualTo("received last words");
        assertThat(event()).isEqualTo("all");
        read();
        assertThat(event()).isEqualTo("all");
        assertThat(event()).isEqualTo("disconnected");
    }

    @Test
    void whatThePeerDoesNotTakeWaitsAndOnlyOneBufferAtATime() throws Exception {
        int size = 4 << 20;
        onLoop(() -> {
            socket.send(Unpooled.directBuffer(size).writeZero(size));
            return null;
        });
        assertThat(events).isEmpty();
        assertThatThrownBy(() -> onLoop(() -> {
                    socket.send(Unpooled.directBuffer(1).writeZero(1));
                    return null;
                }))
                .hasCauseInstanceOf(IllegalStateException.class);
        ByteBuffer into = ByteBuffer.allocateDirect(1 << 16);
        long got = 0;
        while (got < size) {
            try (var received = peer.receive(into.clear(), 0)) {
                got += Math.max(0, received.bytes());
            }
        }
        assertThat(event()).isEqualTo("sent true");
    }

    @Test
    void aPeerThatClosesWithoutReadingEndsTheSendingAndNothingIsThrown() throws Exception {
        peer.close();
        onLoop(() -> {
            socket.send(Unpooled.directBuffer(1).writeZero(1));
            return null;
        });
        assertThat(event()).isEqualTo("sent false");
    }

    @Test
    void closedWhileBytesWaitItCallsNobodyAndKeepsNothing() throws Exception {
        int size = 4 << 20;
        onLoop(() -> {
            socket.send(Unpooled.directBuffer(size).writeZero(size));
            socket.close();
            socket.close();
            return null;
        });
        assertThat(events).isEmpty();
        assertThat(onLoop(socket::isWatched)).isFalse();
    }
}
