package dev.usher.cli.e2e;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The socket's path that the seed prints, for one run of these tests on a machine at a time. */
final class PrintedSocket implements AutoCloseable {
    static final Path PATH = Path.of("/var/run/streaming-daemon.sock");

    private final Turn turn;
    private final boolean wasThere;

    private PrintedSocket(Turn turn, boolean wasThere) {
        this.turn = turn;
        this.wasThere = wasThere;
    }

    /** Waits for other runs; where the path is a real daemon's, or closed to this user, the test does not run. */
    static PrintedSocket take() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(PATH.getParent()), PATH + " cannot be made by this user");
        Turn turn = Turn.of(PATH.toString());
        boolean taken = false;
        try {
            Assumptions.assumeFalse(isListenedOn(), PATH + " is a running daemon's");
            taken = true;
            return new PrintedSocket(turn, Files.exists(PATH));
        } finally {
            if (!taken) {
                turn.close();
            }
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
