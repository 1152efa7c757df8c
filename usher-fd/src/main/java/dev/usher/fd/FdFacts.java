package dev.usher.fd;

/** What the kernel says of any open descriptor, asked anew by each method. For the thread that uses the descriptor. */
public final class FdFacts {
    private final Subject subject;

    private FdFacts(Subject subject) {
        this.subject = subject;
    }

    /** Of a descriptor somebody owns. */
    public static FdFacts of(Fd fd) {
        return new FdFacts(Subject.of(fd));
    }

    /**
     * Of a descriptor that something else than an {@link Fd} owns and keeps open.
     *
     * @param what what it is, for messages
     */
    public static FdFacts ofNumber(int number, String what) {
        return new FdFacts(Subject.ofNumber(number, what));
    }

    /**
     * Kind, owner, mode, inode (statx(2)).
     *
     * @throws ErrnoException EBADF and others
     */
    public FileFacts file() throws ErrnoException {
        return FileFacts.ofNumber(subject.number(), subject.what());
    }

    /**
     * Whether it is a socket; false also for an O_PATH descriptor on a socket's file.
     *
     * @throws ErrnoException EBADF where it is not open
     */
    public boolean isSocket() throws ErrnoException {
        try {
            Options.get(subject, Layouts.SOL_SOCKET, Layouts.SO_TYPE);
            return true;
        } catch (ErrnoException e) {
            if (saysNoSocket(subject, e)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether that error of a socket's call means it is none: ENOTSOCK, or EBADF for an O_PATH descriptor. */
    static boolean saysNoSocket(Subject subject, ErrnoException e) throws ErrnoException {
        return e.errno() == Errno.ENOTSOCK || (e.errno() == Errno.EBADF && new FdFacts(subject).isPathOnly());
    }

    private boolean isPathOnly() throws ErrnoException {
        return (statusFlags() & Layouts.O_PATH) != 0;
    }

    /** O_NONBLOCK. It belongs to the open file, which all copies of the descriptor share, in other processes too. */
    public boolean isNonBlocking() throws ErrnoException {
        return (statusFlags() & Layouts.O_NONBLOCK) != 0;
    }

    /** Sets or clears O_NONBLOCK, for all who share the open file. */
    public void setNonBlocking(boolean on) throws ErrnoException {
        int flags = statusFlags();
        int wanted = on ? flags | Layouts.O_NONBLOCK : flags & ~Layouts.O_NONBLOCK;
        fcntl(Layouts.F_SETFL, wanted);
    }

    /** FD_CLOEXEC, which is this descriptor's alone. */
    public boolean isCloseOnExec() throws ErrnoException {
        return (fcntl(Layouts.F_GETFD, 0) & Layouts.FD_CLOEXEC) != 0;
    }

    /** Sets or clears FD_CLOEXEC. */
    public void setCloseOnExec(boolean on) throws ErrnoException {
        fcntl(Layouts.F_SETFD, on ? Layouts.FD_CLOEXEC : 0);
    }

    private int statusFlags() throws ErrnoException {
        return fcntl(Layouts.F_GETFL, 0);
    }

    private int fcntl(int command, int argument) throws ErrnoException {
        Sys sys = Kernel.sys();
        int number = subject.number();
        return (int) Kernel.must("fcntl", subject.what(), () -> sys.fcntl(number, command, argument));
    }
}
