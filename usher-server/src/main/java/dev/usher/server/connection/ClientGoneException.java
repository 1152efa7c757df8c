package dev.usher.server.connection;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The client's connection is over: it has left, its socket has failed, or this server has ended it. Nothing is wrong with who
 * reads or writes then; let it through, and the log has one quiet line.
 */
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;
    /** A chain of causes that is longer leads in a circle. */
    private static final int CAUSES_MAX = 32;

    /** Without more to say. */
    public ClientGoneException() {
        super("the client has gone");
    }

    /** @param cause what has ended the connection */
    ClientGoneException(Throwable cause) {
        super(cause instanceof ClientGoneException ? cause.getMessage() : cause.toString(), cause);
    }

    /** @param message how the connection has ended */
    ClientGoneException(String message) {
        super(message);
    }

    /** Whether {@code thrown} is one of these, or comes of one: a filter may have wrapped it. */
    public static boolean isIn(@Nullable Throwable thrown) {
        Throwable at = thrown;
        for (int causes = 0; at != null && causes < CAUSES_MAX; causes++) {
            if (at instanceof ClientGoneException) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }
}
