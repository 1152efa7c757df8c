package dev.usher.cli.systemd;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager how this process is (sd_notify(3)): a datagram to {@code NOTIFY_SOCKET}. Without that variable
 * nothing is said. What cannot be said is told to the log once, and the process goes on. Any thread but a loop's.
 */
public final class Notify {
    private static final Logger LOG = LoggerFactory.getLogger("systemd");
    private static final int TRIES = 100;
    private static final long PAUSE_NANOS = 5_000_000;

    private final @Nullable UnixAddress manager;
    private final AtomicBoolean told = new AtomicBoolean();

    private Notify(@Nullable UnixAddress manager) {
        this.manager = manager;
    }

    /** The manager that these variables name, if any. */
    public static Notify of(Map<String, String> environment) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return new Notify(null);
        }
        if (socket.length() > 1 && socket.charAt(0) == '@') {
            return new Notify(UnixAddress.abstractName(socket.substring(1)));
        }
        if (socket.charAt(0) == '/') {
            return new Notify(UnixAddress.path(socket));
        }
        LOG.warn(
                "NOTIFY_SOCKET is neither a path nor begins with @: {}; nothing is told to the service manager",
                socket);
        return new Notify(null);
    }

    /** Whether there is somebody to tell. */
    public boolean isHeard() {
        return manager != null;
    }

    /**
     * The start, or a reload, is over.
     *
     * @param status a line for {@code systemctl status}
     */
    public void ready(String status) {
        say("READY=1\nSTATUS=" + status);
    }

    /** Settings are read anew; {@link #ready} follows. */
    public void reloading() {
        // CLOCK_MONOTONIC, which is what System.nanoTime() reads on Linux.
        say("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1_000);
    }

    /** The process is about to end: streams may take their time. */
    public void stopping(String status) {
        say("STOPPING=1\nSTATUS=" + status);
    }

    /** A line for {@code systemctl status}. */
    public void status(String status) {
        say("STATUS=" + status);
    }

    /** It lives. */
    void alive() {
        say("WATCHDOG=1");
    }

    private void say(String words) {
        UnixAddress to = manager;
        if (to == null) {
            return;
        }
        try (UnixSocket socket = UnixSocket.open(SocketType.DGRAM)) {
            socket.connect(to);
            ByteBuffer data = ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < TRIES && socket.send(data) < 0; i++) {
                LockSupport.parkNanos(PAUSE_NANOS); // its queue is full
            }
        } catch (ErrnoException e) {
            if (!told.getAndSet(true)) {
                LOG.warn(
                        "the service manager cannot be told anything at NOTIFY_SOCKET {}: {}",
                        to.text(),
                        e.getMessage());
            }
        }
    }
}
