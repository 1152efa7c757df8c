package dev.usher.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.fd.Fd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A TCP client that was handed to a daemon without a door. */
final class Handed implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final java.net.Socket socket;

    private Handed(java.net.Socket socket) {
        this.socket = socket;
    }

    /** Hands a client over; no data is one NUL. */
    static Handed to(Path seat, String data) throws IOException {
        return to(seat, data, false);
    }

    /** Hands a client over that has reset its connection just before. */
    static void resetTo(Path seat, String data) throws IOException {
        to(seat, data, true).close();
    }

    private static Handed to(Path seat, String data, boolean reset) throws IOException {
        Epoll.ensureAvailability(); // loads what Socket needs
        Socket listener = Socket.newSocketStream();
        java.net.Socket client = new java.net.Socket();
        boolean handed = false;
        try {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(1);
            client.connect(listener.localAddress());
            client.setSoTimeout(PATIENCE_MILLIS);
            try (Fd doorsEnd = Fd.own(listener.accept(new byte[64]), "door's end");
                    UnixSocket door = UnixSocket.open(SocketType.SEQPACKET)) {
                if (reset) {
                    client.setSoLinger(true, 0);
                    client.close();
                }
                door.connect(UnixAddress.path(seat));
                door.send(ByteBuffer.wrap(data.isEmpty() ? new byte[1] : data.getBytes(UTF_8)), doorsEnd);
            }
            handed = true;
            return new Handed(client);
        } finally {
            listener.close();
            if (!handed) {
                client.close();
            }
        }
    }

    /** A whole exchange. */
    static Answer exchange(Path seat, String data) throws IOException {
        try (Handed client = to(seat, data)) {
            return client.hears();
        }
    }

    /** All that comes until the end. */
    Answer hears() throws IOException {
        return Answer.of(rest());
    }

    Handed says(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return this;
    }

    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    /** What comes until {@code end} has come. */
    String hearsUntil(String end) throws IOException {
        StringBuilder all = new StringBuilder();
        while (all.indexOf(end) < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("ended early: " + all);
            }
            all.append((char) b);
        }
        return all.toString();
    }

    /** Hangs up before the test is over. */
    void goes() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
