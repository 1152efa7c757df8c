package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** What this process is to the kernel. Any thread. */
public final class ThisProcess {
    private ThisProcess() {}

    /** Real user id (getuid(2)). */
    public static int uid() {
        return (int) Kernel.sys().getuid();
    }

    /** Effective user id, which decides what is allowed (geteuid(2)). */
    public static int effectiveUid() {
        return (int) Kernel.sys().geteuid();
    }

    /** Real group id (getgid(2)). */
    public static int gid() {
        return (int) Kernel.sys().getgid();
    }

    /** Effective group id (getegid(2)). */
    public static int effectiveGid() {
        return (int) Kernel.sys().getegid();
    }

    /** RLIMIT_NOFILE: how many descriptors this process may have (getrlimit(2)). */
    public static OpenFileLimit openFileLimit() throws ErrnoException {
        Scratch s = Scratch.current();
        Sys sys = Kernel.sys();
        Kernel.must("getrlimit", "RLIMIT_NOFILE", () -> sys.getrlimit(Layouts.RLIMIT_NOFILE, s.option));
        return new OpenFileLimit(s.option.get(JAVA_LONG, 0), s.option.get(JAVA_LONG, Layouts.RLIMIT_HARD));
    }

    /**
     * Sets RLIMIT_NOFILE for this process and the children it starts.
     *
     * @throws ErrnoException of setrlimit: Denied where hard would be raised without the right to
     */
    public static void setOpenFileLimit(OpenFileLimit limit) throws ErrnoException {
        Scratch s = Scratch.current();
        s.option.set(JAVA_LONG, 0, limit.soft());
        s.option.set(JAVA_LONG, Layouts.RLIMIT_HARD, limit.hard());
        Sys sys = Kernel.sys();
        Kernel.must("setrlimit", "RLIMIT_NOFILE", () -> sys.setrlimit(Layouts.RLIMIT_NOFILE, s.option));
    }

    /** Raises the soft limit to the hard one, which every process may, and returns what holds now. */
    public static OpenFileLimit raiseOpenFileLimit() throws ErrnoException {
        OpenFileLimit now = openFileLimit();
        if (now.soft() == now.hard()) {
            return now;
        }
        OpenFileLimit raised = new OpenFileLimit(now.hard(), now.hard());
        setOpenFileLimit(raised);
        return raised;
    }
}
