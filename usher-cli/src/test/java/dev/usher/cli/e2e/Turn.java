package dev.usher.cli.e2e;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;

/**
 * A run's turn with something that a machine has once: a path, a port. Whoever has it is bound to an abstract Unix address:
 * that leaves no file behind, and the kernel gives it back where a run is killed.
 */
final class Turn implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;

    private final UnixSocket bound;

    private Turn(UnixSocket bound) {
        this.bound = bound;
    }

    /** Waits for other runs. */
    static Turn of(String what) throws Exception {
        UnixSocket socket = UnixSocket.open(SocketType.SEQPACKET);
        boolean taken = false;
        try {
            UnixAddress address = UnixAddress.abstractName("usher-test" + what);
            Waiting.until(
                    "no other run of these tests needs " + what, PATIENCE_SECONDS, () -> isBound(socket, address));
            taken = true;
            return new Turn(socket);
        } finally {
            if (!taken) {
                socket.close();
            }
        }
    }

    private static boolean isBound(UnixSocket socket, UnixAddress address) throws ErrnoException {
        try {
            socket.bind(address);
            return true;
        } catch (ErrnoException.AddressInUse anotherRuns) {
            return false;
        }
    }

    /** The next one's turn. */
    @Override
    public void close() {
        bound.close();
    }
}
