package dev.usher.daemon.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/1.1 server that does with its n-th connection what the n-th part of its script says; the last part goes on. */
final class Scripted implements AutoCloseable {
    /** What to do with a connection. */
    interface Part {
        void play(Line line) throws IOException;
    }

    /** A connection, as the server sees it. */
    static final class Line {
        private final Socket socket;

        private Line(Socket socket) {
            this.socket = socket;
        }

        /** The next request's head; empty at the end. Its body is read and dropped. */
        String request() throws IOException {
            StringBuilder head = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int read = in.read();
                if (read < 0) {
                    return "";
                }
                head.append((char) read);
            }
            int at = head.indexOf("content-length: ");
            if (at >= 0) {
                int length = Integer.parseInt(
                        head.substring(at + 16, head.indexOf("\r", at)).trim());
                in.readNBytes(length);
            }
            return head.toString();
        }

        void says(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Waits until the client has gone. */
        void untilGone() throws IOException {
            while (socket.getInputStream().read() >= 0) {}
        }

        /** RST instead of FIN. */
        void resets() throws IOException {
            socket.setSoLinger(true, 0);
        }
    }

    private final ServerSocket listening;
    private final List<Part> parts;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    Scripted(Part... parts) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.parts = List.of(parts);
        threads.add(Thread.ofPlatform().start(this::accept));
    }

    UpstreamTarget target() {
        return UpstreamTarget.parse("http://127.0.0.1:" + listening.getLocalPort() + "/v1/");
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                Part part = parts.get(Math.min(connections.getAndIncrement(), parts.size() - 1));
                threads.add(Thread.ofPlatform().start(() -> play(part, socket)));
            }
        } catch (SocketException closing) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void play(Part part, Socket socket) {
        try (socket) {
            part.play(new Line(socket));
        } catch (IOException clientHasGone) {
            return;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
