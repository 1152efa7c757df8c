package dev.usher.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of descriptors of every kind a peer could send (ATTACKS G4). */
final class FactsTest {
    @TempDir
    Path directory;

    @Test
    void aTcpClientIsAConnectedStream() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            SocketFacts facts = tcp.ours().facts();
            assertThat(facts.domain()).isEqualTo(SocketDomain.INET);
            assertThat(facts.type()).isEqualTo(SocketType.STREAM);
            assertThat(facts.isConnectedStream()).isTrue();
            assertThat(facts.pendingError()).isNull();
            assertThat(facts.localAddress())
                    .isEqualTo("127.0.0.1:" + tcp.theirs().getPort());
            assertThat(facts.peerAddress())
                    .isEqualTo("127.0.0.1:" + tcp.theirs().getLocalPort());
        }
    }

    @Test
    void aSocketpairEndIsAConnectedStreamWithoutAddresses() throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM)) {
            assertThat(pair.left().facts().isConnectedStream()).isTrue();
            assertThat(pair.left().facts().localAddress()).isEmpty();
            assertThat(pair.left().facts().peerAddress()).isEmpty();
        }
    }

    @Test
    void aListenerAnUnconnectedAndADatagramSocketAreNone() throws Exception {
        try (UnixSocket listener = UnixSocket.open(SocketType.STREAM);
                UnixSocket fresh = UnixSocket.open(SocketType.STREAM);
                UnixSocket.Pair datagrams = UnixSocket.pair(SocketType.DGRAM)) {
            listener.bind(UnixAddress.path(directory.resolve("s")));
            listener.listen(1);
            assertThat(listener.facts().isListening()).isTrue();
            assertThat(listener.facts().isConnectedStream()).isFalse();
            assertThat(fresh.facts().isConnected()).isFalse();
            assertThat(fresh.facts().isConnectedStream()).isFalse();
            assertThat(datagrams.left().facts().isConnectedStream()).isFalse();
        }
    }

    @Test
    void aFileAPipeADirectoryAndADeviceAreNoSockets() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", directory.resolve("fifo").toString())
                .inheritIO()
                .start();
        assertThat(mkfifo.waitFor()).isZero();
        assertKind(Files.createFile(directory.resolve("file")), FileKind.FILE);
        assertKind(directory.resolve("fifo"), FileKind.PIPE);
        assertKind(directory, FileKind.DIRECTORY);
        assertKind(Path.of("/dev/null"), FileKind.CHARACTER_DEVICE);
    }

    private static void assertKind(Path path, FileKind kind) throws Exception {
        try (PathFd place = PathFd.open(path.toString())) {
            assertThat(place.facts().kind()).isEqualTo(kind);
            assertThat(FdFacts.of(place.fd()).isSocket()).isFalse();
            assertThat(SocketFacts.of(place.fd()).isConnectedStream()).isFalse();
        }
    }

    @Test
    void anOPathDescriptorOnASocketsFileThatWasSentIsNoClient() throws Exception {
        UnixAddress address = UnixAddress.path(directory.resolve("s"));
        try (UnixSocket listener = UnixSocket.open(SocketType.STREAM);
                UnixSocket.Pair wire = UnixSocket.pair(SocketType.SEQPACKET)) {
            listener.bind(address);
            try (PathFd place = PathFd.open(address.text())) {
                wire.left().send(UnixSocketTest.bytes("{}"), place.fd());
            }
            try (Received r = wire.right().receive(java.nio.ByteBuffer.allocate(9), 1)) {
                assertThat(FdFacts.of(r.peek(0)).file().kind()).isEqualTo(FileKind.SOCKET);
                assertThat(FdFacts.of(r.peek(0)).isSocket()).isFalse();
                assertThat(SocketFacts.of(r.peek(0)).isConnectedStream()).isFalse();
            }
        }
    }

    @Test
    void anOpenFileIsNoSocketAndSaysEnotsock() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Scratch s = Scratch.current();
        PathText.write(s, "openat", file.toString());
        try (Fd fd = Fd.own((int) Kernel.sys().openat(Layouts.AT_FDCWD, s.path, Layouts.O_CLOEXEC, 0), "a file")) {
            assertThat(FdFacts.of(fd).isSocket()).isFalse();
            assertThat(SocketFacts.of(fd).isConnectedStream()).isFalse();
            assertThat(FdFacts.of(fd).file().kind()).isEqualTo(FileKind.FILE);
            assertThatThrownBy(() -> SocketFacts.of(fd).domain())
                    .hasMessage("getsockopt(a file): ENOTSOCK (Socket operation on non-socket)");
            assertThatThrownBy(() -> UnixSocket.adopt(fd)).isInstanceOf(ErrnoException.class);
            assertThat(fd.isOpen()).isTrue();
        }
    }

    @Test
    void aTcpSocketIsNotAdoptedAsAUnixSocket() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            assertThatThrownBy(() -> UnixSocket.adopt(tcp.ours().fd()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("INET STREAM");
            assertThat(tcp.ours().fd().isOpen()).isTrue();
        }
    }

    @Test
    void aNumberThatIsNotOpenIsEbadf() {
        assertThatThrownBy(() -> FdFacts.ofNumber(1_000_000, "nothing").isSocket())
                .hasMessageContaining("(nothing): EBADF");
    }

    @Test
    void whatIsMadeHereIsNonBlockingAndCloseOnExec() throws Exception {
        UnixAddress address =
                UnixAddress.abstractName("usher-fd-" + ProcessHandle.current().pid());
        try (UnixSocket listener = UnixSocket.open(SocketType.SEQPACKET);
                UnixSocket client = UnixSocket.open(SocketType.SEQPACKET);
                UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM);
                PathFd place = PathFd.open("/tmp")) {
            listener.bind(address);
            listener.listen(1);
            client.connect(address);
            try (UnixSocket accepted = listener.accept()) {
                for (UnixSocket each : new UnixSocket[] {listener, client, accepted, pair.left(), pair.right()}) {
                    assertThat(FdFacts.of(each.fd()).isNonBlocking()).isTrue();
                    assertThat(FdFacts.of(each.fd()).isCloseOnExec()).isTrue();
                }
                assertThat(client.facts().peerAddress()).isEqualTo(address.text());
            }
            assertThat(FdFacts.of(place.fd()).isCloseOnExec()).isTrue();
        }
    }

    @Test
    void theLimitsOfThisProcessAreRead() throws Exception {
        OpenFileLimit now = ThisProcess.openFileLimit();
        assertThat(now.soft()).isBetween(1L, now.hard());
        ThisProcess.setOpenFileLimit(new OpenFileLimit(now.soft() - 1, now.hard()));
        try {
            assertThat(ThisProcess.openFileLimit().soft()).isEqualTo(now.soft() - 1);
            assertThat(ThisProcess.raiseOpenFileLimit().soft()).isEqualTo(now.hard());
        } finally {
            ThisProcess.setOpenFileLimit(now);
        }
        assertThatThrownBy(() -> new OpenFileLimit(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theUserIsWhoProcSaysItIs() throws Exception {
        FileFacts self = FileFacts.ofPath("/proc/self");
        assertThat(ThisProcess.effectiveUid()).isEqualTo(self.uid());
        assertThat(ThisProcess.effectiveGid()).isEqualTo(self.gid());
        assertThat(ThisProcess.uid()).isEqualTo(self.uid());
        assertThat(ThisProcess.gid()).isEqualTo(self.gid());
    }

    @Test
    void theReserveIsSpentAndRefilled() throws Exception {
        try (ReserveFd reserve = ReserveFd.hold()) {
            assertThat(reserve.isHeld()).isTrue();
            assertThat(reserve.spend()).isTrue();
            assertThat(reserve.spend()).isFalse();
            assertThat(reserve.refill()).isTrue();
        }
        ReserveFd closed = ReserveFd.hold();
        closed.close();
        assertThat(closed.isHeld()).isFalse();
        assertThatThrownBy(closed::refill).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theFileOfASocketAndItsConnectionKeepTheIdentityApart() throws Exception {
        UnixAddress address = UnixAddress.path(directory.resolve("s"));
        try (UnixSocket listener = UnixSocket.open(SocketType.STREAM)) {
            listener.bind(address);
            FileFacts file = FileFacts.ofPath(address.text());
            assertThat(file.kind()).isEqualTo(FileKind.SOCKET);
            assertThat(FileFacts.ofPath(address.text()).identity()).isEqualTo(file.identity());
            assertThat(FdFacts.of(listener.fd()).file().identity()).isNotEqualTo(file.identity());
        }
    }
}
