package dev.usher.fd;

import static dev.usher.fd.UnixSocketTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon's side of a client, over TCP and over a socketpair. */
final class StreamSocketTest {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    @Test
    void aTcpClientInBlockingModeIsWrittenAndReadWithoutWaiting() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            assertThat(FdFacts.of(tcp.ours().fd()).isNonBlocking()).isFalse();
            assertThat(tcp.ours().receive(buffer.clear())).isEqualTo(-1);
            buffer.clear()
                    .put("data: Hello\n\n".getBytes(StandardCharsets.UTF_8))
                    .flip();
            assertThat(tcp.ours().send(buffer)).isEqualTo(13);
            assertThat(buffer.hasRemaining()).isFalse();
            assertThat(tcp.theirs().getInputStream().readNBytes(13)).asString().isEqualTo("data: Hello\n\n");
            tcp.ours().shutdownWrite();
            assertThat(tcp.theirs().getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aConnectionOverTcpIsBegunAndDecidedWithoutWaiting(String host) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 4, InetAddress.ofLiteral(host));
                StreamSocket ours = StreamSocket.connecting((InetSocketAddress) server.getLocalSocketAddress());
                Socket theirs = server.accept()) {
            assertThat(ours.facts().pendingError()).isNull();
            assertThat(FdFacts.of(ours.fd()).isNonBlocking()).isTrue();
            assertThat(FdFacts.of(ours.fd()).isCloseOnExec()).isTrue();
            assertThat(ours.send(buffer.clear().put((byte) 'x').flip())).isEqualTo(1);
            assertThat(theirs.getInputStream().read()).isEqualTo('x');
            assertThat(ours.facts().peerAddress()).endsWith(":" + server.getLocalPort());
        }
    }

    @Test
    void aPortNobodyListensOnIsAnErrorNowOrWhenItIsDecided() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = server.getLocalPort();
        }
        assertThat(decided(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port)))
                .isEqualTo(Errno.ECONNREFUSED);
    }

    private static Errno decided(InetSocketAddress nobody) throws ErrnoException {
        try (StreamSocket ours = StreamSocket.connecting(nobody)) {
            return ours.facts().pendingError();
        } catch (ErrnoException.Refused e) {
            return e.errno();
        }
    }

    @Test
    void anAddressWithoutANumberIsRefused() {
        assertThatThrownBy(() -> StreamSocket.connecting(InetSocketAddress.createUnresolved("nowhere.invalid", 80)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere.invalid");
    }

    @Test
    void aFullSocketWouldBlockAndKeepsTheBuffersPosition() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            int sent = 0;
            while (tcp.ours().send(buffer.clear()) > 0) {
                sent += buffer.position();
                assertThat(sent).as("a bound").isLessThan(1 << 28);
            }
            assertThat(buffer.position()).isZero();
            assertThat(tcp.ours().unsentBytes()).isPositive();
        }
    }

    @Test
    void aSegmentIsSentInParts() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open();
                Arena arena = Arena.ofConfined()) {
            MemorySegment hello = arena.allocateFrom("hello");
            assertThat(tcp.ours().send(hello, 1, 3)).isEqualTo(3);
            assertThat(tcp.theirs().getInputStream().readNBytes(3)).asString().isEqualTo("ell");
            assertThatThrownBy(() -> tcp.ours().send(hello, 4, 3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> tcp.ours().send(MemorySegment.ofArray(new byte[3]), 0, 3))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void heapBuffersAreRefused() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            assertThatThrownBy(() -> tcp.ours().send(bytes("x"))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> tcp.ours().receive(bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theClientsEndIsZeroAndUnreadBytesAreCounted() throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM);
                StreamSocket ours = StreamSocket.adopt(pair.left().fd())) {
            pair.right().send(bytes("abc"));
            assertThat(ours.unreadBytes()).isEqualTo(3);
            assertThat(ours.receive(buffer.clear())).isEqualTo(3);
            pair.right().close();
            assertThat(ours.receive(buffer.clear())).isZero();
            assertThatThrownBy(() -> ours.send(buffer.clear().limit(1))).isInstanceOf(ErrnoException.PeerGone.class);
        }
    }

    @Test
    void twoBuffersInTurnAreNotMixedUp() throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM);
                StreamSocket ours = StreamSocket.adopt(pair.left().fd())) {
            ByteBuffer whole = ByteBuffer.allocateDirect(8).put("abcdefgh".getBytes(StandardCharsets.UTF_8));
            ByteBuffer slice = whole.slice(4, 4);
            for (int i = 0; i < 2; i++) {
                ours.send(whole.clear().limit(2));
                ours.send(slice.clear().position(2));
            }
            ByteBuffer got = ByteBuffer.allocate(64);
            pair.right().receive(got, 0).close();
            assertThat(UnixSocketTest.text(got)).isEqualTo("abghabgh");
        }
    }

    /** A capture of errno is a slice of 32 bytes in JDK 25 where C2 has not removed it; an object of ours would make it 48. */
    @Test
    void sendingAllocatesNothingOfItsOwn() throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM);
                StreamSocket left = StreamSocket.adopt(pair.left().fd());
                StreamSocket right = StreamSocket.adopt(pair.right().fd())) {
            sendAndReceive(left, right, 20_000);
            assertThat(sendAndReceive(left, right, 5_000) / 10_000)
                    .as("bytes a call")
                    .isLessThanOrEqualTo(40);
            while (left.send(buffer.clear()) > 0) {
                assertThat(buffer.position()).isPositive();
            }
            sendInVain(left, 5_000);
            assertThat(sendInVain(left, 5_000) / 5_000).as("bytes a call").isLessThanOrEqualTo(40);
        }
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private long sendAndReceive(StreamSocket from, StreamSocket to, int times) throws Exception {
        long before = allocatedBytes();
        int moved = 0;
        for (int i = 0; i < times; i++) {
            moved += from.send(buffer.clear().limit(100));
            moved += to.receive(buffer.clear());
        }
        long allocated = allocatedBytes() - before;
        assertThat(moved).isEqualTo(200 * times);
        return allocated;
    }

    private long sendInVain(StreamSocket from, int times) throws Exception {
        long before = allocatedBytes();
        int sum = 0;
        for (int i = 0; i < times; i++) {
            sum += from.send(buffer.clear());
        }
        long allocated = allocatedBytes() - before;
        assertThat(sum).isEqualTo(-times);
        return allocated;
    }

    @Test
    void noDelayIsSetOnTcpAndLeftAloneOnAUnixSocket() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open();
                UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM)) {
            assertThat(tcp.ours().options().noDelayIfTcp()).isTrue();
            assertThat(Options.get(Subject.of(tcp.ours().fd()), Layouts.IPPROTO_TCP, Layouts.TCP_NODELAY))
                    .isEqualTo(1);
            assertThat(new StreamOptions(Subject.of(pair.left().fd())).noDelayIfTcp())
                    .isFalse();
        }
    }

    @Test
    void theOptionsOfALongAnswerAreTaken() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            tcp.ours()
                    .options()
                    .noDelay(true)
                    .notSentLowWaterBytes(16384)
                    .userTimeoutMillis(30_000)
                    .keepAlive(15, 5, 3)
                    .sendBufferBytes(20_000);
            Subject subject = Subject.of(tcp.ours().fd());
            assertThat(Options.get(subject, Layouts.IPPROTO_TCP, Layouts.TCP_NODELAY))
                    .isEqualTo(1);
            assertThat(Options.get(subject, Layouts.IPPROTO_TCP, Layouts.TCP_NOTSENT_LOWAT))
                    .isEqualTo(16384);
            assertThat(Options.get(subject, Layouts.IPPROTO_TCP, Layouts.TCP_USER_TIMEOUT))
                    .isEqualTo(30_000);
            assertThat(Options.get(subject, Layouts.IPPROTO_TCP, Layouts.TCP_KEEPIDLE))
                    .isEqualTo(15);
            assertThat(Options.get(subject, Layouts.IPPROTO_TCP, Layouts.TCP_KEEPINTVL))
                    .isEqualTo(5);
            assertThat(Options.get(subject, Layouts.IPPROTO_TCP, Layouts.TCP_KEEPCNT))
                    .isEqualTo(3);
            assertThat(Options.get(subject, Layouts.SOL_SOCKET, Layouts.SO_KEEPALIVE))
                    .isEqualTo(1);
            assertThat(tcp.ours().facts().sendBufferBytes()).isEqualTo(40_000);
        }
    }
}
