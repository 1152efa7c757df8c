package dev.usher.fd;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A system call that failed: which one, on what, and with which error number.
 *
 * <p>The errors that callers branch on have a class of their own here; all others are a plain {@code ErrnoException},
 * to be told apart by {@link #errno()}. "Would block" is never an exception in this package.
 */
public sealed class ErrnoException extends IOException {
    private final String call;
    private final int number;
    private final @Nullable String path;

    private ErrnoException(Failure f) {
        super(f.toString());
        this.call = f.call;
        this.number = f.number;
        this.path = f.path;
    }

    /**
     * The exception for a failed call, of the class that fits its number.
     *
     * @param call name of the system call, as in its man page
     * @param number errno, positive
     * @param path what it was called on (a path or the name of a descriptor); null where there is none
     */
    public static ErrnoException of(String call, int number, @Nullable String path) {
        Failure f = new Failure(call, number, path);
        return switch (Errno.of(number)) {
            case ENOENT, ENOTDIR -> new NotFound(f);
            case ECONNREFUSED -> new Refused(f);
            case EACCES, EPERM -> new Denied(f);
            case EADDRINUSE -> new AddressInUse(f);
            case EPROTOTYPE -> new WrongType(f);
            case EMSGSIZE -> new TooLarge(f);
            case EPIPE, ECONNRESET -> new PeerGone(f);
            case EMFILE, ENFILE -> new NoDescriptorsLeft(f);
            case ETOOMANYREFS -> new TooManyInFlight(f);
            case EAGAIN -> call.equals("connect") ? new BacklogFull(f) : new ErrnoException(f);
            default -> new ErrnoException(f);
        };
    }

    /**
     * Loads all classes of errors: a process without a free descriptor cannot open the file of a class any more, and
     * would say NoClassDefFoundError instead of EMFILE.
     */
    static void load() {
        for (Errno each : Errno.values()) {
            ErrnoException made = of("connect", each.number(), null);
            if (made.errno() != each) {
                throw new IllegalStateException(made);
            }
        }
    }

    /** Name of the system call. */
    public String call() {
        return call;
    }

    /** The error; {@link Errno#UNKNOWN} where the number has no name. */
    public Errno errno() {
        return Errno.of(number);
    }

    /** The error number as the kernel gave it. */
    public int number() {
        return number;
    }

    /** The path, or the name of the descriptor, the call was made on; null where there is none. */
    public @Nullable String path() {
        return path;
    }

    /** The message without the path, for who has named it already. */
    public String reason() {
        return call + ": " + text(number);
    }

    /** ENOENT, ENOTDIR: nothing has this path. */
    public static final class NotFound extends ErrnoException {
        private NotFound(Failure f) {
            super(f);
        }
    }

    /** ECONNREFUSED: a socket file nobody listens on. */
    public static final class Refused extends ErrnoException {
        private Refused(Failure f) {
            super(f);
        }
    }

    /** EACCES, EPERM: not allowed to this user. */
    public static final class Denied extends ErrnoException {
        private Denied(Failure f) {
            super(f);
        }
    }

    /** EADDRINUSE: the path exists already. */
    public static final class AddressInUse extends ErrnoException {
        private AddressInUse(Failure f) {
            super(f);
        }
    }

    /** EPROTOTYPE: the listener is of another {@link SocketType}. */
    public static final class WrongType extends ErrnoException {
        private WrongType(Failure f) {
            super(f);
        }
    }

    /** EAGAIN of connect(2): the listener's backlog is full; try again a little later (unix(7)). */
    public static final class BacklogFull extends ErrnoException {
        private BacklogFull(Failure f) {
            super(f);
        }
    }

    /** EMSGSIZE: more data than one message to this socket can hold; nothing was sent. */
    public static final class TooLarge extends ErrnoException {
        private TooLarge(Failure f) {
            super(f);
        }
    }

    /** EPIPE, ECONNRESET: the peer has closed. */
    public static final class PeerGone extends ErrnoException {
        private PeerGone(Failure f) {
            super(f);
        }
    }

    /** EMFILE (this process) or ENFILE (the machine): no descriptor number is free. */
    public static final class NoDescriptorsLeft extends ErrnoException {
        private NoDescriptorsLeft(Failure f) {
            super(f);
        }
    }

    /** ETOOMANYREFS: too many descriptors of this user are sent and not yet received (unix(7)). */
    public static final class TooManyInFlight extends ErrnoException {
        private TooManyInFlight(Failure f) {
            super(f);
        }
    }

    private record Failure(
            String call, int number, @Nullable String path) {
        @Override
        public String toString() {
            return call + "(" + (path == null ? "" : path) + "): " + text(number);
        }
    }

    private static String text(int number) {
        Errno e = Errno.of(number);
        String name = e == Errno.UNKNOWN ? "errno " + number : e.name();
        return name + " (" + e.text() + ")";
    }
}
