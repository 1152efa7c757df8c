package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A process this one started, known by a pidfd, which becomes readable when it has ended (pidfd_open(2)).
 *
 * <pre>
 *   spawn() ──► RUNNING ── it ends: the pidfd is readable ──► poll() ──► REAPED
 *                  └────────────────── close(): SIGKILL, waited for ───────┘
 * </pre>
 *
 * <p>Until it is reaped, its pid and its process group's number are nobody else's, and nothing is ever sent to them after
 * that. Nobody else may wait for it: the JVM waits for the pids of its own {@code Process}es only. For one thread at a
 * time.
 */
public final class ChildProcess implements AutoCloseable {
    private final int pid;
    private final Fd pidfd;
    private final String what;
    private @Nullable ExitStatus status;

    private ChildProcess(int pid, Fd pidfd, String what) {
        this.pid = pid;
        this.pidfd = pidfd;
        this.what = what;
    }

    /**
     * Starts a program in a process group of its own, with all signals at their defaults and none blocked. Its descriptors
     * are {@code inputAndOutput} as 0 and 1, our standard error as 2 (/dev/null where we have none), and no other.
     *
     * <p>Blocks until the program runs or could not be run, which a slow file system draws out: not for an event loop.
     *
     * @param inputAndOutput stays the caller's; O_NONBLOCK is left as it is, and programs do not expect it
     * @throws ErrnoException of posix_spawn, which has them from execve(2) and fork(2): NotFound, Denied, ENOEXEC for a
     *     script without "#!", E2BIG, EAGAIN and ENOMEM where the machine takes no more; or of pidfd_open:
     *     NoDescriptorsLeft
     * @throws IllegalArgumentException for a NUL in an argument or in the environment
     */
    public static ChildProcess spawn(Program program, Fd inputAndOutput) throws ErrnoException {
        int pid = Spawning.run(program, inputAndOutput.number());
        String what = "process " + pid + " (" + program.file() + ")";
        Sys sys = Kernel.sys();
        long pidfd = Kernel.retried(() -> sys.pidfdOpen(pid, 0));
        if (pidfd < 0) {
            sys.kill(-pid, Signal.SIGKILL.number());
            Scratch s = Scratch.current();
            Kernel.retried(() -> sys.waitid(Layouts.P_PID, pid, s.option, Layouts.WEXITED));
            throw ErrnoException.of("pidfd_open", (int) -pidfd, what);
        }
        return new ChildProcess(pid, Fd.own((int) pidfd, what), what);
    }

    /** Its process id, and its process group's. */
    public int pid() {
        return pid;
    }

    /** Readable once it has ended; stays owned by this. FD_CLOEXEC is set. */
    public Fd pidfd() {
        return pidfd;
    }

    /**
     * How it ended; the first answer reaps it. Does not wait.
     *
     * @return null while it runs
     */
    public @Nullable ExitStatus poll() throws ErrnoException {
        if (status == null) {
            status = reaped(Layouts.WNOHANG);
        }
        return status;
    }

    private @Nullable ExitStatus reaped(int options) throws ErrnoException {
        Scratch s = Scratch.current();
        Sys sys = Kernel.sys();
        int number = pidfd.number();
        s.option.fill((byte) 0); // nothing is written where it runs still
        Kernel.must("waitid", what, () -> sys.waitid(Layouts.P_PIDFD, number, s.option, Layouts.WEXITED | options));
        return read(s.option);
    }

    /** The layout is held against what must be in it: our child's pid. */
    private @Nullable ExitStatus read(MemorySegment info) {
        int found = info.get(JAVA_INT, Layouts.SIGINFO_PID);
        if (found == 0) {
            return null;
        }
        if (found != pid || info.get(JAVA_INT, Layouts.SIGINFO_SIGNAL) != Layouts.SIGCHLD) {
            throw new UnsupportedOperationException(
                    "usher-fd does not fit this kernel: waitid for " + what + " told of process " + found);
        }
        int value = info.get(JAVA_INT, Layouts.SIGINFO_STATUS);
        boolean exited = info.get(JAVA_INT, Layouts.SIGINFO_CODE) == Layouts.CLD_EXITED;
        return exited ? new ExitStatus(value, 0) : new ExitStatus(-1, value);
    }

    /**
     * Sends a signal to all processes of its group, and to it where it has left that. Nothing happens once it was reaped:
     * the numbers may be others' by then.
     *
     * @throws ErrnoException of kill: Denied where one of them runs as another user
     */
    public void signal(Signal signal) throws ErrnoException {
        if (status != null) {
            return;
        }
        Sys sys = Kernel.sys();
        long sent = sys.kill(-pid, signal.number());
        if (sent == -Errno.ESRCH.number()) {
            int number = pidfd.number();
            Kernel.must("pidfd_send_signal", what, () -> sys.pidfdSendSignal(number, signal.number()));
            return;
        }
        Kernel.checked("kill", what, sent);
    }

    /**
     * Closes the pidfd. A process that was not reaped is killed with its group and waited for, which takes as long as the
     * kernel needs to end it: on an event loop, {@link #poll} first.
     */
    @Override
    public void close() {
        if (!pidfd.isOpen()) {
            return;
        }
        try {
            signal(Signal.SIGKILL);
            if (status == null) {
                status = reaped(0);
            }
        } catch (ErrnoException e) {
            System.getLogger("dev.usher.fd").log(System.Logger.Level.WARNING, "cannot end " + what, e);
        } finally {
            pidfd.close();
        }
    }

    @Override
    public String toString() {
        return what;
    }
}
