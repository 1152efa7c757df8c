package dev.usher.fd;

import org.jspecify.annotations.Nullable;

/**
 * A descriptor kept for the moment there are none left: spent, its number is free for one that must not be lost, such
 * as a client that waits in a message, and taken again afterwards.
 *
 * <pre>
 *   hold() ──► HELD ── spend() ──► SPENT ── refill() ──► HELD (or SPENT still, while there is no free number)
 *   any ── close() ──► CLOSED
 * </pre>
 *
 * <p>For one thread. Another thread may take the freed number first: count descriptors yourself and spend early.
 */
public final class ReserveFd implements AutoCloseable {
    private static final String PATH = "/dev/null";

    private @Nullable PathFd held;
    private boolean closed;

    private ReserveFd(PathFd held) {
        this.held = held;
    }

    /** Opens one on /dev/null. */
    public static ReserveFd hold() throws ErrnoException {
        return new ReserveFd(PathFd.open(PATH));
    }

    /** Whether there is one to spend. */
    public boolean isHeld() {
        return held != null;
    }

    /**
     * Frees the number.
     *
     * @return whether there was one to free
     */
    public boolean spend() {
        PathFd spent = held;
        held = null;
        if (spent != null) {
            spent.close();
        }
        return spent != null;
    }

    /**
     * Takes a number again, if there is one.
     *
     * @return whether one is held now
     * @throws ErrnoException of openat, but for EMFILE and ENFILE, which are a "no"
     */
    public boolean refill() throws ErrnoException {
        if (closed) {
            throw new IllegalStateException("the reserve descriptor was refilled after its close");
        }
        if (held == null) {
            try {
                held = PathFd.open(PATH);
            } catch (ErrnoException.NoDescriptorsLeft notYet) {
                return false;
            }
        }
        return true;
    }

    /** Gives it up for good. */
    @Override
    public void close() {
        spend();
        closed = true;
    }
}
