package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.PathFd;
import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.handoff.OfferLimits.SocketChoice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Listeners and addresses for the tests of the offering end. */
final class Seats {
    static final int NO_DESCRIPTOR = -1;

    private Seats() {}

    static UnixSocket listen(Path path, SocketType type, int backlog) throws ErrnoException {
        UnixSocket listener = UnixSocket.open(type);
        try {
            listener.bind(UnixAddress.path(path));
            if (type != SocketType.DGRAM) {
                listener.listen(backlog);
            }
            return listener;
        } catch (ErrnoException e) {
            listener.close();
            throw e;
        }
    }

    static OfferLimits limits(SocketChoice choice) {
        return new OfferLimits(60, 60, 2, choice, _ -> true, _ -> true);
    }

    /** A path without checks that remembers when it was opened. */
    record At(String path, List<Long> opened) implements SeatAddress {
        At(Path path) {
            this(path.toString(), new CopyOnWriteArrayList<>());
        }

        @Override
        public PathFd open() throws ErrnoException {
            opened.add(System.nanoTime());
            return PathFd.open(path);
        }

        long gapMillis(int index) {
            return TimeUnit.NANOSECONDS.toMillis(opened.get(index + 1) - opened.get(index));
        }
    }

    /** A client that may leave, or not. */
    record Client(UnixSocket socket, boolean mayLeave) implements OfferedClient {
        @Override
        public int number() {
            return socket.fd().number();
        }
    }

    /** What one recvmsg brings at the seat. */
    static String receive(UnixSocket connection, int descriptors) throws ErrnoException {
        ByteBuffer into = ByteBuffer.allocate(300_000);
        try (Received received = connection.receive(into, 10)) {
            assertThat(received.count()).isEqualTo(descriptors);
            return StandardCharsets.ISO_8859_1.decode(into.flip()).toString();
        }
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Waits for something that another thread brings about. */
    static void until(BooleanSupplier true_) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OnLoop.PATIENCE_SECONDS);
        while (!true_.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
