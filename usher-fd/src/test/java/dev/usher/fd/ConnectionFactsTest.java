package dev.usher.fd;

import static dev.usher.fd.UnixSocketTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Linux does with connections, messages and closes (REFERENCE A.11, ATTACKS 5G). */
final class ConnectionFactsTest {
    @TempDir
    Path directory;

    private UnixSocket listener(SocketType type, int backlog) throws IOException {
        UnixSocket listener = UnixSocket.open(type);
        listener.bind(address());
        listener.listen(backlog);
        return listener;
    }

    private UnixAddress address() {
        return UnixAddress.path(directory.resolve("s"));
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "SEQPACKET"})
    void aFullBacklogIsEagainAndNeverEinprogress(SocketType type) throws Exception {
        List<UnixSocket> all = new ArrayList<>();
        try {
            all.add(listener(type, 4));
            for (int i = 0; i < 5; i++) {
                all.add(UnixSocket.open(type));
                all.getLast().connect(address());
            }
            all.add(UnixSocket.open(type));
            assertThatThrownBy(() -> all.getLast().connect(address()))
                    .isInstanceOfSatisfying(ErrnoException.BacklogFull.class, e -> {
                        assertThat(e.errno()).isEqualTo(Errno.EAGAIN);
                        assertThat(e.path()).isEqualTo(address().text());
                    });
            all.add(all.getFirst().accept());
            all.get(6).connect(address());
        } finally {
            all.forEach(UnixSocket::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherTypeThanTheListenersIsEprototype(SocketType type) throws Exception {
        SocketType listens = type == SocketType.SEQPACKET ? SocketType.STREAM : SocketType.SEQPACKET;
        try (UnixSocket listener = listener(listens, 1);
                UnixSocket client = UnixSocket.open(type)) {
            assertThat(listener.type()).isNotEqualTo(type);
            assertThatThrownBy(() -> client.connect(address())).isInstanceOf(ErrnoException.WrongType.class);
        }
    }

    @Test
    void aStaleSocketFileIsRefused() throws Exception {
        listener(SocketType.SEQPACKET, 1).close();
        try (UnixSocket client = UnixSocket.open(SocketType.SEQPACKET)) {
            assertThatThrownBy(() -> client.connect(address())).isInstanceOf(ErrnoException.Refused.class);
        }
    }

    @Test
    void theLargestMessageIsTheSendBufferLessItsBookkeeping() throws Exception {
        // Not readString: it asks for one byte first, and a sysctl answers only the first read.
        int wmemDefault = Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/net/core/wmem_default")).getFirst());
        int largest = wmemDefault - 32; // 212,960 where wmem_default is 212,992
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.SEQPACKET)) {
            assertThat(pair.left().facts().sendBufferBytes()).isEqualTo(wmemDefault);
            ByteBuffer tooLarge = ByteBuffer.allocateDirect(largest + 1);
            assertThatThrownBy(() -> pair.left().send(tooLarge)).isInstanceOf(ErrnoException.TooLarge.class);
            assertThat(tooLarge.position()).isZero();
            assertThat(pair.left().send(tooLarge.limit(largest))).isEqualTo(largest);
            try (Received r = pair.right().receive(ByteBuffer.allocate(largest + 1), 0)) {
                assertThat(r.bytes()).isEqualTo(largest);
                assertThat(r.dataTruncated()).isFalse();
            }
        }
    }

    @Test
    void smallMessagesFillTheBufferByTheirBookkeeping() throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.SEQPACKET)) {
            ByteBuffer message = ByteBuffer.allocateDirect(200);
            int queued = 0;
            while (queued < 10_000 && pair.left().send(message.clear()) == 200) {
                queued++;
            }
            assertThat(message.position()).isZero();
            assertThat(queued * 200).isBetween(1, pair.left().facts().sendBufferBytes() / 2);
        }
    }

    @Test
    void aDescriptorInFlightSurvivesTheSendersClose() throws Exception {
        try (UnixSocket.Pair wire = UnixSocket.pair(SocketType.SEQPACKET);
                UnixSocket.Pair client = UnixSocket.pair(SocketType.STREAM)) {
            wire.left().send(bytes("x"), client.left().fd());
            client.left().close();
            wire.left().close();
            try (Received r = wire.right().receive(ByteBuffer.allocate(9), 1);
                    UnixSocket copy = UnixSocket.adopt(r.take(0))) {
                copy.send(bytes("alive"));
            }
            try (Received r = client.right().receive(ByteBuffer.allocate(9), 0)) {
                assertThat(r.bytes()).isEqualTo(5);
            }
        }
    }

    @Test
    void closedWithoutRecvmsgTheClientSeesTheEnd() throws Exception {
        try (UnixSocket.Pair client = handedOffAndDropped("", true);
                Received r = client.right().receive(ByteBuffer.allocate(9), 0)) {
            assertThat(r.bytes()).isZero();
        }
    }

    @Test
    void closedWithoutRecvmsgAClientWithUnreadBytesSeesAReset() throws Exception {
        try (UnixSocket.Pair client = handedOffAndDropped("unread", true)) {
            assertThatThrownBy(() -> client.right().receive(ByteBuffer.allocate(9), 0))
                    .isInstanceOf(ErrnoException.PeerGone.class)
                    .hasMessageContaining("ECONNRESET");
        }
    }

    @Test
    void aListenerClosedBeforeAcceptEndsTheClientInItsQueue() throws Exception {
        try (UnixSocket.Pair client = handedOffAndDropped("", false);
                Received r = client.right().receive(ByteBuffer.allocate(9), 0)) {
            assertThat(r.bytes()).isZero();
        }
    }

    private UnixSocket.Pair handedOffAndDropped(String fromClient, boolean accept) throws Exception {
        UnixSocket.Pair client = UnixSocket.pair(SocketType.STREAM);
        client.right().send(bytes(fromClient));
        try (UnixSocket listener = listener(SocketType.SEQPACKET, 1);
                UnixSocket front = UnixSocket.open(SocketType.SEQPACKET)) {
            front.connect(address());
            front.send(bytes("{}"), client.left().fd());
            client.left().close();
            if (accept) {
                listener.accept().close();
            }
        }
        return client;
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "SEQPACKET"})
    void aSendToAClosedPeerIsEpipe(SocketType type) throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(type)) {
            pair.right().close();
            assertThatThrownBy(() -> pair.left().send(bytes("x")))
                    .isInstanceOf(ErrnoException.PeerGone.class)
                    .hasMessageContaining("EPIPE");
        }
    }

    @Test
    void aCopyKeepsTheClientFromItsEndAndShutdownWriteDoesNot() throws Exception {
        try (UnixSocket.Pair wire = UnixSocket.pair(SocketType.SEQPACKET);
                UnixSocket.Pair client = UnixSocket.pair(SocketType.STREAM)) {
            wire.left().send(bytes("x"), client.left().fd());
            try (Received r = wire.right().receive(ByteBuffer.allocate(9), 1);
                    StreamSocket seat = StreamSocket.adopt(r.take(0))) {
                assertThat(client.right().receive(ByteBuffer.allocate(9), 0).wouldBlock())
                        .isTrue();
                seat.shutdownWrite();
                try (Received end = client.right().receive(ByteBuffer.allocate(9), 0)) {
                    assertThat(end.bytes()).isZero();
                }
            }
        }
    }

    @Test
    void aCloseWhileTheFrontKeepsACopyGivesTheClientNoEnd() throws Exception {
        try (UnixSocket.Pair wire = UnixSocket.pair(SocketType.SEQPACKET);
                UnixSocket.Pair client = UnixSocket.pair(SocketType.STREAM)) {
            wire.left().send(bytes("x"), client.left().fd());
            try (Received r = wire.right().receive(ByteBuffer.allocate(9), 1)) {
                r.take(0).close();
            }
            assertThat(client.right().receive(ByteBuffer.allocate(9), 0).wouldBlock())
                    .isTrue();
            client.left().close();
            try (Received end = client.right().receive(ByteBuffer.allocate(9), 0)) {
                assertThat(end.bytes()).isZero();
            }
        }
    }

    /** The false end of SEQPACKET needs a race; what can be shown is that the real end stays, so asking again is safe. */
    @Test
    void theRealEndIsStillTheEndWhenAskedOnceMore() throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.SEQPACKET)) {
            pair.left().send(bytes("last"));
            pair.left().close();
            for (int expected : new int[] {4, 0, 0}) {
                try (Received r = pair.right().receive(ByteBuffer.allocate(9), 1)) {
                    assertThat(r.bytes()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aTcpCloseWithUnreadInputCutsASlowReaderAndOneWithoutDoesNot() throws Exception {
        assertThat(readAfterClose(true)).isLessThan(300_000);
        assertThat(readAfterClose(false)).isEqualTo(300_000);
    }

    private static int readAfterClose(boolean unreadInput) throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            if (unreadInput) {
                tcp.theirs().getOutputStream().write(1);
                tcp.theirs().getOutputStream().flush();
            }
            tcp.ours().options().sendBufferBytes(1 << 20);
            ByteBuffer all = ByteBuffer.allocateDirect(300_000);
            assertThat(tcp.ours().send(all)).isEqualTo(300_000);
            if (unreadInput) {
                assertThat(tcp.ours().unreadBytes()).isEqualTo(1);
            }
            tcp.ours().close();
            int read = 0;
            byte[] piece = new byte[4096];
            try {
                for (int n = tcp.theirs().getInputStream().read(piece); n > 0; ) {
                    read += n;
                    n = tcp.theirs().getInputStream().read(piece);
                }
            } catch (IOException reset) {
                assertThat(unreadInput).isTrue();
            }
            return read;
        }
    }
}
