package dev.usher.fd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user of the library does with Unix sockets, on all three types. */
final class UnixSocketTest {
    @TempDir
    Path directory;

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    static String text(ByteBuffer received) {
        return UTF_8.decode(received.flip()).toString();
    }

    @ParameterizedTest
    @EnumSource(SocketType.class)
    void dataAndADescriptorGoThroughAPair(SocketType type) throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(type);
                UnixSocket.Pair sent = UnixSocket.pair(SocketType.STREAM)) {
            assertThat(pair.left().send(bytes("hello"), sent.left().fd())).isEqualTo(5);
            ByteBuffer into = ByteBuffer.allocateDirect(100);
            try (Received r = pair.right().receive(into, 1)) {
                assertThat(r.bytes()).isEqualTo(5);
                assertThat(text(into)).isEqualTo("hello");
                assertThat(r.count()).isEqualTo(1);
                assertThat(r.dataTruncated()).isFalse();
                assertThat(r.controlTruncated()).isFalse();
                try (UnixSocket copy = UnixSocket.adopt(r.take(0))) {
                    copy.send(bytes("x"));
                }
            }
            try (Received r = sent.right().receive(ByteBuffer.allocate(9), 0)) {
                assertThat(r.bytes()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "SEQPACKET"})
    void aListenerAcceptsAndKnowsItsPeer(SocketType type) throws Exception {
        UnixAddress address = UnixAddress.path(directory.resolve("s"));
        try (UnixSocket listener = UnixSocket.open(type);
                UnixSocket client = UnixSocket.open(type)) {
            listener.bind(address, 0600);
            listener.listen(4);
            assertThat(listener.accept()).isNull();
            client.connect(address);
            try (UnixSocket accepted = listener.accept()) {
                assertThat(accepted.peerCredentials().pid())
                        .isEqualTo((int) ProcessHandle.current().pid());
                assertThat(client.peerCredentials().uid()).isEqualTo(ThisProcess.effectiveUid());
                assertThat(client.facts().peerAddress()).isEqualTo(address.text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "SEQPACKET"})
    void aListenerShutForReadingRefusesNewPeersAndKeepsThoseThatWait(SocketType type) throws Exception {
        UnixAddress address = UnixAddress.path(directory.resolve("s"));
        try (UnixSocket listener = UnixSocket.open(type);
                UnixSocket waiting = UnixSocket.open(type);
                UnixSocket late = UnixSocket.open(type)) {
            listener.bind(address);
            listener.listen(4);
            waiting.connect(address);
            listener.shutdownRead();
            assertThatThrownBy(() -> late.connect(address)).isInstanceOf(ErrnoException.Refused.class);
            try (UnixSocket accepted = listener.accept()) {
                assertThat(accepted).isNotNull();
            }
            assertThat(listener.accept()).isNull();
        }
    }

    @Test
    void longPathsAreBoundAndConnected() throws Exception {
        Path deep = directory.resolve("d".repeat(100)).resolve("e".repeat(100));
        java.nio.file.Files.createDirectories(deep);
        UnixAddress address = UnixAddress.path(deep.resolve("s"));
        try (UnixSocket listener = UnixSocket.open(SocketType.SEQPACKET);
                UnixSocket client = UnixSocket.open(SocketType.SEQPACKET)) {
            listener.bind(address, 0640);
            assertThat(FileFacts.ofPath(address.text()).mode()).isEqualTo(0640);
            listener.listen(1);
            client.connect(address);
            try (UnixSocket accepted = listener.accept()) {
                assertThat(accepted).isNotNull();
            }
        }
    }

    @Test
    void aRefusedConnectNamesCallAndPath() {
        assertThatThrownBy(() -> {
                    try (UnixSocket client = UnixSocket.open(SocketType.STREAM)) {
                        client.connect(UnixAddress.path("/nonexistent/x.sock"));
                    }
                })
                .isInstanceOf(ErrnoException.NotFound.class)
                .hasMessage("connect(/nonexistent/x.sock): ENOENT (No such file or directory)");
    }
}
