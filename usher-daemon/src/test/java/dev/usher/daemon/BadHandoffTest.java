package dev.usher.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.daemon.stream.Count;
import dev.usher.fd.Fd;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.ThisProcess;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS 5G, the daemon's rows: what is no handoff is closed, counted and forgotten; the next guest is served. */
@Tag("transport")
class BadHandoffTest {
    private static final byte[] DATA = "{\"prompt\":\"x\"}".getBytes(UTF_8);

    @TempDir
    Path directory;

    private void refused(Count reason, Fd... descriptors) throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            Door.send(house.path(), SocketType.SEQPACKET, DATA, descriptors);
            house.awaitCount(reason, 1);
            assertThat(house.exchange("{}")).contains("data: [DONE]");
            assertThat(house.seat.count(Count.HANDOFFS)).isEqualTo(1);
        }
    }

    @Test
    void g1AMessageWithoutADescriptorIsRefused() throws Exception {
        refused(Count.HANDOFF_ERRORS_NO_DESCRIPTOR);
    }

    @Test
    void g1APeerThatClosesAtOnceIsRefused() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            Door.connect(house.path(), SocketType.SEQPACKET).close();
            house.awaitCount(Count.HANDOFF_ERRORS_EMPTY, 1);
            assertThat(house.exchange("{}")).contains("data: [DONE]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 16, 253})
    void g2SeveralDescriptorsAreAllClosed(int count) throws Exception {
        try (Guest guest = Guest.arrive()) {
            Fd[] copies = new Fd[count];
            Arrays.fill(copies, guest.doorsEnd);
            refused(Count.HANDOFF_ERRORS_DESCRIPTORS, copies);
            assertThat(guest.left().hears()).isEmpty();
        }
    }

    @Test
    void g3DataOverTheLimitAreAnswered413() throws Exception {
        try (House house = House.open(directory, "socket-type=stream");
                Guest guest = Guest.arrive()) {
            try {
                Door.handOver(house.path(), SocketType.STREAM, guest, "{\"x\":\"" + "y".repeat(2_000_000) + "\"}");
            } catch (dev.usher.fd.ErrnoException.PeerGone closedWhileWeSent) {
                guest.left();
            }
            house.awaitCount(Count.HANDOFF_ERRORS_TRUNCATED, 1);
            assertThat(guest.hears()).startsWith("HTTP/1.1 413 ").contains("data_too_long", "1048576 bytes");
            assertThat(house.seat.count(Count.CONNECTIONS_REJECTED)).isZero();
        }
    }

    @Test
    void aSenderWhomAllowedSendersNamesIsServed() throws Exception {
        String me = Integer.toUnsignedString(ThisProcess.effectiveUid());
        try (House house = House.open(directory, "message-delay=0ms", "allowed-senders=nobody " + me)) {
            assertThat(house.exchange("{}")).contains("data: [DONE]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-user", "-1", "4294967296", "0x0"})
    void aSenderWhoIsNobodyIsNoSetting(String user) {
        assertThatThrownBy(() -> House.values("allowed-senders=" + user)).hasMessageContaining("must be ");
    }

    @Test
    void g4AFileIsRefused() throws Exception {
        try (java.io.RandomAccessFile file = new java.io.RandomAccessFile("/proc/self/status", "r");
                PathFd opened = PathFd.open("/proc/self/fd")) {
            assertThat(file.length()).isZero();
            refused(Count.HANDOFF_ERRORS_KIND, opened.fd());
        }
    }

    @Test
    void g4APipeIsRefused() throws Exception {
        FileDescriptor[] pipe = FileDescriptor.pipe();
        try (Fd read = Fd.own(pipe[0].intValue(), "pipe");
                Fd write = Fd.own(pipe[1].intValue(), "pipe")) {
            assertThat(write.isOpen()).isTrue();
            refused(Count.HANDOFF_ERRORS_KIND, read);
        }
    }

    @Test
    void g4AnEpollDescriptorIsRefused() throws Exception {
        try (Fd epoll = Fd.own(Native.newEpollCreate().intValue(), "epoll")) {
            refused(Count.HANDOFF_ERRORS_KIND, epoll);
        }
    }

    @Test
    void g4ADatagramSocketIsRefused() throws Exception {
        try (Fd udp = Fd.own(Socket.newSocketDgram().intValue(), "udp")) {
            refused(Count.HANDOFF_ERRORS_KIND, udp);
        }
    }

    @Test
    void g4AnUnconnectedSocketIsRefused() throws Exception {
        try (Fd tcp = Fd.own(Socket.newSocketStream().intValue(), "tcp")) {
            refused(Count.HANDOFF_ERRORS_KIND, tcp);
        }
    }

    @Test
    void g4AListeningSocketIsRefused() throws Exception {
        try (UnixSocket listener = UnixSocket.open(SocketType.STREAM)) {
            listener.bind(UnixAddress.path(directory.resolve("other.sock")));
            listener.listen(1);
            refused(Count.HANDOFF_ERRORS_KIND, listener.fd());
        }
    }

    @Test
    void g4ASeqpacketSocketIsRefused() throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.SEQPACKET)) {
            refused(Count.HANDOFF_ERRORS_KIND, pair.left().fd());
        }
    }

    @Test
    void g4AClientThatWasResetIsClosedAndCounted() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms");
                Guest guest = Guest.arrive()) {
            guest.socket.setSoLinger(true, 0);
            guest.socket.close();
            Door.handOver(house.path(), guest, "{}");
            House.await(() -> house.seat.count(Count.HANDOFF_ERRORS_KIND)
                            + house.seat.count(Count.STREAM_ERRORS_CLIENT)
                            + house.seat.count(Count.STREAM_ERRORS_NETWORK)
                    == 1);
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void g4AUnixClientWhosePeerHasClosedIsClosedAndCounted() throws Exception {
        try (House house = House.open(directory, "message-delay=1h");
                UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM)) {
            pair.right().close();
            Door.send(house.path(), SocketType.SEQPACKET, DATA, pair.left().fd());
            house.awaitCount(Count.STREAM_ERRORS_CLIENT, 1);
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void g8TwoPayloadsBackToBackAreOneBadOne() throws Exception {
        try (House house = House.open(directory)) {
            assertThat(house.exchange("{}{}")).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void g8DataThatAreNotUtf8AreAnswered400() throws Exception {
        try (House house = House.open(directory);
                Guest guest = Guest.arrive()) {
            byte[] latin1 = {'{', '"', 'a', '"', ':', '"', (byte) 0xE9, '"', '}'};
            Door.send(house.path(), SocketType.SEQPACKET, latin1, guest.doorsEnd);
            assertThat(guest.left().hears()).startsWith("HTTP/1.1 400 ").contains("not UTF-8");
        }
    }

    @Test
    void afterAThousandHandoffsOfWhichHalfAreMalformedAllOthersWereServed() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms");
                UnixSocket.Pair datagrams = UnixSocket.pair(SocketType.DGRAM)) {
            for (int i = 0; i < 500; i++) {
                try (Guest guest = Guest.arrive()) {
                    malformed(house, i, guest, datagrams.left().fd());
                }
                assertThat(house.exchange("{\"prompt\":\"guest " + i + "\"}"))
                        .contains("You said: guest " + i + ".", "data: [DONE]");
            }
            house.awaitCount(Count.STREAMS_COMPLETED, 500);
        }
    }

    private static void malformed(House house, int kind, Guest guest, Fd other) throws Exception {
        SocketType type = SocketType.SEQPACKET;
        switch (kind % 5) {
            case 0 -> Door.send(house.path(), type, DATA);
            case 1 -> Door.send(house.path(), type, DATA, guest.doorsEnd, other);
            case 2 -> Door.send(house.path(), type, DATA, other);
            case 3 -> Door.connect(house.path(), type).close();
            default -> Door.send(house.path(), type, "{".getBytes(UTF_8), guest.doorsEnd);
        }
    }
}
