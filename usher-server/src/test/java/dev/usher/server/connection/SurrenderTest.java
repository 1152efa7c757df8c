package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixSocket;
import dev.usher.testkit.Watches;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client's socket is given to somebody else: our copy goes, and the client notices nothing. */
@Tag("transport")
class SurrenderTest {

    /**
     * The way of a handoff: the descriptor goes through a Unix socket, and what comes out is another one of the same
     * socket.
     */
    private static StreamSocket duplicate(int descriptor) throws IOException {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.SEQPACKET)) {
            pair.left().sendBorrowed(ByteBuffer.allocateDirect(1), descriptor);
            try (Received received = pair.right().receive(ByteBuffer.allocateDirect(16), 1)) {
                return StreamSocket.adopt(received.take(0));
            }
        }
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void theClientSeesNoEndAndNoResetAndTheOtherHolderWrites() throws Exception {
        try (Line line = new Line()) {
            int before = Watches.count();
            try (Socket client = line.client()) {
                Connection connection = line.connection();
                Watches.await(before + 1);
                assertThat(Line.on(connection, () -> connection.wire().bare())).isTrue();
                try (StreamSocket holder = duplicate(connection.wire().descriptor())) {
                    Line.on(connection, () -> {
                        connection.wire().surrender();
                        return true;
                    });
                    Watches.awaitAtMost(before); // nothing of ours outlives us
                    assertThat(line.listener().clients()).isZero();
                    client.setSoTimeout(50);
                    assertThatThrownBy(() -> client.getInputStream().read())
                            .as("neither FIN nor reset")
                            .isInstanceOf(java.net.SocketTimeoutException.class);
                    client.setSoTimeout(10_000);
                    assertThat(holder.send(direct("from the seat"))).isEqualTo(13);
                    assertThat(client.getInputStream().readNBytes(13))
                            .asString()
                            .isEqualTo("from the seat");
                    assertThatThrownBy(() -> Line.pass(connection, "from the door"))
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("handed to somebody else");
                }
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aClientWithUnreadInputInTheKernelIsSurrenderedWithIt() throws Exception {
        try (Line line = new Line();
                Socket client = line.client()) {
            Connection connection = line.connection();
            client.getOutputStream().write("unread".getBytes(StandardCharsets.ISO_8859_1));
            try (StreamSocket holder = duplicate(connection.wire().descriptor())) {
                Line.on(connection, () -> {
                    connection.wire().surrender();
                    return true;
                });
                ByteBuffer into = ByteBuffer.allocateDirect(16);
                while (into.position() < 6) {
                    holder.receive(into);
                }
                assertThat(holder.send(direct("ok"))).isEqualTo(2);
                assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("ok");
            }
        }
    }

    @Test
    void bytesReadAlreadyForbidIt() throws Exception {
        try (Line line = new Line();
                Socket client = line.client()) {
            Connection connection = line.connection();
            client.getOutputStream().write(new byte[3]);
            line.fill(connection, 3);
            assertThatThrownBy(() -> Line.on(connection, () -> {
                        connection.wire().surrender();
                        return true;
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("3 bytes are unread");
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void aConnectionFilterMakesTheSocketNotBare() throws Exception {
        try (Line line = new Line();
                Socket client = line.client()) {
            Connection connection = line.connection();
            assertThat(client.isConnected()).isTrue();
            Link link = Line.on(
                    connection,
                    () -> connection
                            .out()
                            .add(
                                    FilterType.CONNECTION,
                                    OutputFilter.nonBlocking(
                                            (self, b) -> self.next().pass(b))));
            assertThat(connection.wire().bare()).isFalse();
            Line.on(connection, () -> {
                link.remove();
                return true;
            });
            assertThat(connection.wire().bare()).isTrue();
        }
    }
}
