package dev.usher.cli.e2e;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The socket's path that the seed prints, for one run of these tests on a machine at a time. Whoever has it is bound to an
 * abstract Unix address: that leaves no file behind, and the kernel gives it back where a run is killed.
 */
final class PrintedSocket implements AutoCloseable {
    static final Path PATH = Path.of("/var/run/streaming-daemon.sock");

    private static final UnixAddress TURN = UnixAddress.abstractName("usher-test" + PATH);
    private static final int PATIENCE_SECONDS = 120;

    private final UnixSocket turn;
    private final boolean wasThere;

    private PrintedSocket(UnixSocket turn, boolean wasThere) {
        this.turn = turn;
        this.wasThere = wasThere;
    }

    /** Waits for other runs; where the path is a real daemon's, or closed to this user, the test does not run. */
    static PrintedSocket take() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(PATH.getParent()), PATH + " cannot be made by this user");
        UnixSocket turn = UnixSocket.open(SocketType.SEQPACKET);
        boolean taken = false;
        try {
            Waiting.until("no other run of these tests needs " + PATH, PATIENCE_SECONDS, () -> isBound(turn));
            Assumptions.assumeFalse(isListenedOn(), PATH + " is a running daemon's");
            taken = true;
            return new PrintedSocket(turn, Files.exists(PATH));
        } finally {
            if (!taken) {
                turn.close();
            }
        }
    }

    private static boolean isBound(UnixSocket turn) throws ErrnoException {
        try {
            turn.bind(TURN);
            return true;
        } catch (ErrnoException.AddressInUse anotherRuns) {
            return false;
        }
    }

    /** A socket that a killed run left is nobody's: Usher takes its place. */
    private static boolean isListenedOn() throws ErrnoException {
        try (UnixSocket knock = UnixSocket.open(SocketType.DGRAM)) {
            knock.connect(UnixAddress.path(PATH));
            return true;
        } catch (ErrnoException.WrongType somebodyListens) {
            return true;
        } catch (ErrnoException nobody) {
            return false;
        }
    }

    /** Gives it back, without a socket that this run's daemon did not remove. */
    @Override
    public void close() throws IOException {
        try {
            if (!wasThere) {
                Files.deleteIfExists(PATH);
            }
        } finally {
            turn.close();
        }
    }
}
