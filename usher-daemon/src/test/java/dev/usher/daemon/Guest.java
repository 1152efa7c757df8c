package dev.usher.daemon;

import dev.usher.fd.Fd;
import dev.usher.fd.FdFacts;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A TCP client, as a browser is one, and the other end of its connection, as a door has it. */
final class Guest implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    final java.net.Socket socket;
    final Fd doorsEnd;

    private Guest(java.net.Socket socket, Fd doorsEnd) {
        this.socket = socket;
        this.doorsEnd = doorsEnd;
    }

    static Guest arrive() throws IOException {
        return arrive(0);
    }

    static Guest arrive(int receiveBufferBytes) throws IOException {
        Epoll.ensureAvailability(); // loads what Socket needs
        Socket listener = Socket.newSocketStream();
        try {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(8);
            java.net.Socket client = new java.net.Socket();
            if (receiveBufferBytes > 0) {
                client.setReceiveBufferSize(receiveBufferBytes);
            }
            client.connect(listener.localAddress());
            client.setSoTimeout(PATIENCE_MILLIS);
            Fd doorsEnd = Fd.own(listener.accept(new byte[64]), "door's end");
            FdFacts.of(doorsEnd).setNonBlocking(true);
            return new Guest(client, doorsEnd);
        } finally {
            listener.close();
        }
    }

    /** The door's copy goes, as it does after a handoff. */
    Guest left() {
        doorsEnd.close();
        return this;
    }

    Guest says(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** All that comes until the end of the connection. */
    String hears() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What comes until it ends with {@code end}. */
    String hearsUntil(String end) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        StringBuilder tail = new StringBuilder();
        while (!tail.toString().endsWith(end)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended early: " + all.toString(StandardCharsets.UTF_8));
            }
            all.write(b);
            tail.append((char) b);
            tail.delete(0, Math.max(0, tail.length() - end.length()));
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** The next so many bytes. */
    void hearsBytes(int bytes) throws IOException {
        byte[] some = new byte[64 * 1024];
        for (int left = bytes; left > 0; ) {
            int read = socket.getInputStream().read(some, 0, Math.min(left, some.length));
            if (read < 0) {
                throw new IOException("ended " + left + " bytes early");
            }
            left -= read;
        }
    }

    Guest patience(Duration longest) throws IOException {
        socket.setSoTimeout((int) longest.toMillis());
        return this;
    }

    /** Hangs up before the test is over. */
    void goes() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        doorsEnd.close();
        socket.close();
    }
}
