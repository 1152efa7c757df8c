package dev.usher.server.handoff;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A daemon of protocol 1 that is nothing but sockets. */
final class Seat implements AutoCloseable {
    private final UnixSocket listener;

    Seat(Path path, SocketType type, int backlog) throws ErrnoException {
        listener = UnixSocket.open(type);
        listener.bind(UnixAddress.path(path));
        listener.listen(backlog);
    }

    /** A client that came, and the data beside it. */
    record Seated(StreamSocket client, String data) implements AutoCloseable {
        void say(String text) throws ErrnoException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            client.send(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        }

        @Override
        public void close() {
            client.close();
        }
    }

    Seated seated() throws ErrnoException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        try (UnixSocket sender = accepted(deadline)) {
            StringBuilder data = new StringBuilder();
            StreamSocket client = null;
            ByteBuffer into = ByteBuffer.allocate(300_000);
            while (System.nanoTime() < deadline) {
                into.clear();
                try (Received received = sender.receive(into, 2)) {
                    if (received.bytes() == 0 && client != null) {
                        return new Seated(client, data.toString());
                    }
                    data.append(StandardCharsets.ISO_8859_1.decode(into.flip()));
                    client = received.count() == 1 ? StreamSocket.adopt(received.take(0)) : client;
                }
            }
            throw new AssertionError("no whole handoff within 10 s");
        }
    }

    private UnixSocket accepted(long deadlineNanos) throws ErrnoException {
        while (System.nanoTime() < deadlineNanos) {
            UnixSocket sender = listener.accept();
            if (sender != null) {
                return sender;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("nobody came within 10 s");
    }

    /** Takes one connection out of the queue, if there is one. */
    @Nullable
    UnixSocket accept() throws ErrnoException {
        return listener.accept();
    }

    @Override
    public void close() {
        listener.close();
    }
}
