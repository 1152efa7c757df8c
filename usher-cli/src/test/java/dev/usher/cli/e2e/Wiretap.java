package dev.usher.cli.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands on TCP between a browser and the door and notes when each side of a stream ends: both moments are seen by one
 * process's clock, where the kernel reports them, and nobody polls.
 */
final class Wiretap implements AutoCloseable {
    private final ServerSocket listener;
    private final int doorPort;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Line> stream = new CompletableFuture<>();

    private Wiretap(ServerSocket listener, int doorPort) {
        this.listener = listener;
        this.doorPort = doorPort;
    }

    /** What a connection with a stream on it is waited for by; nanoseconds of {@link System#nanoTime}. */
    static final class Line {
        /** The browser's end: its FIN or RST has come. */
        final CompletableFuture<Long> browserLeft = new CompletableFuture<>();

        /** The other end, whoever holds it by then: its FIN or RST has come. */
        final CompletableFuture<Long> daemonLeft = new CompletableFuture<>();
    }

    static Wiretap to(int doorPort) throws IOException {
        Wiretap tap = new Wiretap(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), doorPort);
        tap.threads.execute(tap::accept);
        return tap;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The first connection on which a stream begins. */
    CompletableFuture<Line> stream() {
        return stream;
    }

    private void accept() {
        try {
            while (true) {
                Socket browser = listener.accept();
                Socket door = new Socket(InetAddress.getLoopbackAddress(), doorPort);
                open.add(browser);
                open.add(door);
                Line line = new Line();
                threads.execute(() -> carry(browser, door, line, line.browserLeft));
                threads.execute(() -> carry(door, browser, line, line.daemonLeft));
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Carries until the end of {@code from}, notes it, and passes it on as a FIN. */
    private void carry(Socket from, Socket to, Line line, CompletableFuture<Long> end) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                if (new String(buffer, 0, got, StandardCharsets.ISO_8859_1).contains("text/event-stream; ")) {
                    stream.complete(line);
                }
                to.getOutputStream().write(buffer, 0, got);
            }
        } catch (IOException reset) {
            end.complete(System.nanoTime());
        }
        end.complete(System.nanoTime());
        try {
            to.shutdownOutput();
        } catch (IOException goneToo) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket each : open) {
            each.close();
        }
        threads.close();
    }
}
