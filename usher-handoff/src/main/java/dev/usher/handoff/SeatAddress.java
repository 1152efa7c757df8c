package dev.usher.handoff;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.PathFd;

/**
 * Where a seat listens, looked up anew for each attempt: a daemon that restarts makes a new file at the same path. Called
 * on a loop; must not block.
 */
public interface SeatAddress {
    /** The path as the application wrote it, for logs. */
    String path();

    /**
     * Opens the socket's file with O_PATH after whatever checks belong to it; the connection then goes through this
     * descriptor, so nothing can be exchanged in between. The caller closes it.
     *
     * @throws ErrnoException of openat: NotFound, Denied and others
     * @throws RefusedException where the path is not allowed
     */
    PathFd open() throws ErrnoException, RefusedException;

    /** The path may not be handed to; the message says why, for the log. */
    final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        /** Made without a stack: it is an answer, not a fault of ours. */
        public RefusedException(int status, String reason) {
            super(reason, null, false, false);
            this.status = status;
        }

        /** The HTTP status that answers it. */
        public int status() {
            return status;
        }
    }
}
