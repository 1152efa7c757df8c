package dev.usher.server.content.fastcgi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An application on a Unix socket that does with each connection what a test says. */
final class FakeApplication implements AutoCloseable {
    /** What is done with a connection; it is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void run(Talk talk) throws Exception;
    }

    private final Path socket;
    private final ServerSocketChannel listener;
    private final Thread thread;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    FakeApplication(Path directory, Script script) throws IOException {
        socket = directory.resolve("fake.sock");
        java.nio.file.Files.deleteIfExists(socket);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket), 16);
        thread = Thread.ofPlatform().name("fake-application").start(() -> serve(script));
    }

    private void serve(Script script) {
        while (listener.isOpen()) {
            try (SocketChannel client = listener.accept()) {
                script.run(new Talk(client, events));
            } catch (Exception e) {
                events.add("failed: " + e);
            }
        }
    }

    /** What SetHandler takes. */
    String handler() {
        return "proxy:unix:" + socket + "|fcgi://localhost";
    }

    /** The next event of the script; waits for it. */
    String event() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing has happened at the application for 10 s");
        }
        return event;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection, from the application's side. */
    static final class Talk {
        private final SocketChannel channel;
        private final InputStream in;
        private final BlockingQueue<String> events;

        Talk(SocketChannel channel, BlockingQueue<String> events) {
            this.channel = channel;
            this.in = Channels.newInputStream(channel);
            this.events = events;
        }

        void event(String event) {
            events.add(event);
        }

        /** Reads a request to the end of its body, checking each record, and returns the body. */
        byte[] request() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                byte[] header = in.readNBytes(8);
                if (header.length < 8) {
                    throw new IOException("the door closed within its request");
                }
                int length = ((header[4] & 0xff) << 8) | (header[5] & 0xff);
                byte[] content = in.readNBytes(length);
                if (header[0] != 1 || header[3] != 1 || header[6] != 0 || header[7] != 0) {
                    throw new IOException("a bad header");
                }
                if (header[1] == 5 && length == 0) {
                    return body.toByteArray();
                }
                if (header[1] == 5) {
                    body.write(content);
                }
            }
        }

        void send(byte[]... records) throws IOException {
            for (byte[] record : records) {
                Channels.newOutputStream(channel).write(record);
            }
        }

        /** Waits for the first byte and reads no more. */
        void awaitData() throws IOException {
            in.read();
        }

        /** Waits until the door closes. */
        void awaitClose() throws IOException {
            try {
                if (in.read() >= 0) {
                    throw new IOException("the door has sent more");
                }
            } catch (java.net.SocketException reset) {
                events.add("reset");
            }
            events.add("closed");
        }
    }
}
