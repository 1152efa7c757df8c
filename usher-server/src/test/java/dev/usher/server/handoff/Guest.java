package dev.usher.server.handoff;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client over plain sockets, which shares no code with the door. */
final class Guest implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Guest(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Guest get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    Guest send(String latin1) throws IOException {
        socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** The next head, up to its empty line. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the end within a head: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** An answer with a Content-Length: its head, then its body. */
    String answer() throws IOException {
        String head = head();
        int at = head.indexOf("Content-Length: ") + 16;
        return head + exactly(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
    }

    String exactly(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    int unread() throws IOException {
        return in.available();
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
