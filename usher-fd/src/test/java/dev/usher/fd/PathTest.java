package dev.usher.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places in the file system, and sockets at them (ATTACKS G14, G15). */
final class PathTest {
    @TempDir
    Path given;

    private Path directory;

    @BeforeEach
    void resolve() throws Exception {
        directory = given.toRealPath();
    }

    private UnixSocket listener(String name) throws Exception {
        UnixSocket listener = UnixSocket.open(SocketType.SEQPACKET);
        listener.bind(UnixAddress.path(directory.resolve(name)), 0600);
        listener.listen(2);
        return listener;
    }

    @Test
    void resolvedIsThePathWithoutLinks() throws Exception {
        Files.createDirectory(directory.resolve("real"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));
        try (PathFd link = PathFd.open(directory.resolve("link/../link").toString())) {
            assertThat(link.resolved()).isEqualTo(directory.resolve("real").toString());
            Files.move(directory.resolve("real"), directory.resolve("moved"));
            assertThat(link.resolved()).isEqualTo(directory.resolve("moved").toString());
        }
    }

    @Test
    void noFollowHoldsTheLinkItself() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        try (PathFd held = PathFd.open(link.toString(), PathFd.Option.NO_FOLLOW)) {
            assertThat(held.facts().kind()).isEqualTo(FileKind.SYMLINK);
            assertThat(FileFacts.ofPathItself(link.toString()).identity())
                    .isEqualTo(held.facts().identity());
        }
        assertThatThrownBy(() ->
                        PathFd.open(Files.createFile(directory.resolve("file")).toString(), PathFd.Option.DIRECTORY))
                .hasMessageContaining("ENOTDIR");
    }

    @Test
    void connectingThroughADescriptorReachesTheCheckedSocketAfterItsPathWasSwapped() throws Exception {
        try (UnixSocket checked = listener("s");
                PathFd place = PathFd.open(directory.resolve("s").toString())) {
            Files.move(directory.resolve("s"), directory.resolve("elsewhere"));
            try (UnixSocket other = listener("s");
                    UnixSocket client = UnixSocket.open(SocketType.SEQPACKET)) {
                client.connect(place.asAddress());
                assertThat(other.accept()).isNull();
                try (UnixSocket accepted = checked.accept()) {
                    assertThat(accepted).isNotNull();
                }
            }
        }
    }

    @Test
    void aSocketIsBoundAndReachedBelowADirectoryThatMoves() throws Exception {
        Files.createDirectory(directory.resolve("d"));
        try (PathFd place = PathFd.open(directory.resolve("d").toString(), PathFd.Option.DIRECTORY);
                UnixSocket listener = UnixSocket.open(SocketType.STREAM);
                UnixSocket client = UnixSocket.open(SocketType.STREAM)) {
            Files.move(directory.resolve("d"), directory.resolve("e"));
            UnixAddress address = UnixAddress.below(place, "s");
            listener.bind(address, 0640);
            assertThat(FileFacts.ofPath(directory.resolve("e/s").toString()).mode())
                    .isEqualTo(0640);
            listener.listen(1);
            client.connect(address);
        }
    }

    @Test
    void theModeIsTheOneAskedForWhateverTheUmask() throws Exception {
        for (int mode : new int[] {0600, 0660, 0666, 0777}) {
            try (UnixSocket socket = UnixSocket.open(SocketType.DGRAM)) {
                String path = directory.resolve("m" + mode).toString();
                socket.bind(UnixAddress.path(path), mode);
                assertThat(FileFacts.ofPath(path).mode()).isEqualTo(mode);
            }
        }
    }

    @Test
    void onlyTheFileMeantIsUnlinked() throws Exception {
        try (PathFd place = PathFd.open(directory.toString());
                UnixSocket first = listener("s")) {
            FileIdentity mine =
                    FileFacts.ofPath(directory.resolve("s").toString()).identity();
            Files.move(directory.resolve("s"), directory.resolve("kept"));
            Files.createFile(directory.resolve("s"));
            assertThat(place.unlinkIfStill("s", mine)).isFalse();
            assertThat(directory.resolve("s")).exists();
            assertThat(place.unlinkIfStill("kept", mine)).isTrue();
            assertThat(place.unlinkIfStill("kept", mine)).isFalse();
            assertThatThrownBy(() -> place.unlink("kept")).isInstanceOf(ErrnoException.NotFound.class);
            assertThat(first.fd().isOpen()).isTrue();
        }
    }

    @Test
    void anAddressInUseSaysSo() throws Exception {
        try (UnixSocket first = listener("s");
                UnixSocket second = UnixSocket.open(SocketType.SEQPACKET)) {
            assertThatThrownBy(() -> second.bind(UnixAddress.path(first.facts().localAddress())))
                    .isInstanceOf(ErrnoException.AddressInUse.class);
        }
    }

    @Test
    void aPathWithNulIsRefusedAndNeverAbstract() {
        assertThatThrownBy(() -> UnixAddress.path("/run/x\0.sock")).hasMessageContaining("NUL at index 6");
        assertThatThrownBy(() -> UnixAddress.path("\0abstract")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PathFd.open("/tmp\0/x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnixAddress.path("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnixAddress.path("/\ud800")).hasMessageContaining("surrogate");
    }

    @Test
    void aNameBelowADirectoryCannotLeadOut() throws Exception {
        try (PathFd place = PathFd.open(directory.toString())) {
            for (String name : new String[] {"", ".", "..", "a/b", "/a", "a\0b"}) {
                assertThatThrownBy(() -> UnixAddress.below(place, name)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void pathsOfExactly107And108BytesAreBoundAndConnected() throws Exception {
        for (int length : new int[] {107, 108}) {
            String path =
                    directory + "/" + "n".repeat(length - directory.toString().length() - 1);
            try (UnixSocket listener = UnixSocket.open(SocketType.STREAM);
                    UnixSocket client = UnixSocket.open(SocketType.STREAM)) {
                assertThat(path).hasSize(length);
                listener.bind(UnixAddress.path(path));
                listener.listen(1);
                client.connect(UnixAddress.path(path));
            }
        }
    }

    @Test
    void aNameTooLongForTheFileSystemIsToldWithItsPath() {
        String path = directory + "/" + "n".repeat(5000);
        assertThatThrownBy(() -> PathFd.open(path)).hasMessageContaining("ENAMETOOLONG");
        String name = directory + "/" + "n".repeat(200);
        assertThatThrownBy(() -> {
                    try (UnixSocket listener = UnixSocket.open(SocketType.STREAM)) {
                        listener.bind(UnixAddress.path(name));
                    }
                })
                .hasMessageStartingWith("bind(")
                .hasMessageContaining("ENAMETOOLONG");
    }
}
