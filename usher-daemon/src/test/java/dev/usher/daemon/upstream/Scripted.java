package dev.usher.daemon.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server, of HTTP/1.1 or of bare HTTP/2 frames, that does with its n-th connection what the n-th part of its script says; the last part goes on. */
final class Scripted implements AutoCloseable {
    /** What to do with a connection. */
    interface Part {
        void play(Line line) throws IOException, InterruptedException;
    }

    /** A connection, as the server sees it. */
    static final class Line {
        private static final int PREFACE_BYTES = 24;

        private final Socket socket;
        private boolean prefaced;

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

        /**
         * Reads HTTP/2 frames (RFC 9113 section 4.1), the preface before the first, up to and with one of this type.
         *
         * @return the number of its stream
         * @throws EOFException where the client has gone
         */
        int untilFrame(int type) throws IOException {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            if (!prefaced) {
                in.skipNBytes(PREFACE_BYTES);
                prefaced = true;
            }
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int read = in.readUnsignedByte();
                in.skipNBytes(1);
                int stream = in.readInt();
                in.skipNBytes(length);
                if (read == type) {
                    return stream;
                }
            }
        }

        /** Writes one HTTP/2 frame. */
        void sends(int type, int flags, int stream, byte... payload) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
            frame.putInt(payload.length << 8 | type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload);
            socket.getOutputStream().write(frame.array());
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
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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
