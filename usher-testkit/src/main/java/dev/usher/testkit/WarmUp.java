package dev.usher.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens, before the first base is taken, what the JDK opens at its first use and keeps: the poller of virtual threads.
 *
 * <p>A class of its own, because the virtual thread must not wait for the initialiser that waits for it.
 */
final class WarmUp {
    private static final long READER_PARKS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private WarmUp() {}

    static void run() {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread reader = Thread.ofVirtual().start(() -> readOne(accepted));
            LockSupport.parkNanos(READER_PARKS_NANOS);
            client.getOutputStream().write(1);
            reader.join();
        } catch (IOException e) {
            throw new IllegalStateException("no loopback network", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readOne(Socket socket) {
        try {
            socket.getInputStream().read();
        } catch (IOException closedMeanwhile) {
            return;
        }
    }
}
