package dev.usher.fd;

/** The signals this package sends, and the names of those that end processes (signal(7), the same on both architectures). */
public enum Signal {
    /** The terminal, or whoever the program speaks with, is gone. */
    SIGHUP(1),
    /** Please end. */
    SIGTERM(15),
    /** Ends; cannot be caught. */
    SIGKILL(9);

    private static final String[] NAMES = {
        "",
        "SIGHUP",
        "SIGINT",
        "SIGQUIT",
        "SIGILL",
        "SIGTRAP",
        "SIGABRT",
        "SIGBUS",
        "SIGFPE",
        "SIGKILL",
        "SIGUSR1",
        "SIGSEGV",
        "SIGUSR2",
        "SIGPIPE",
        "SIGALRM",
        "SIGTERM",
        "SIGSTKFLT",
        "SIGCHLD",
        "SIGCONT",
        "SIGSTOP",
        "SIGTSTP",
        "SIGTTIN",
        "SIGTTOU",
        "SIGURG",
        "SIGXCPU",
        "SIGXFSZ",
        "SIGVTALRM",
        "SIGPROF",
        "SIGWINCH",
        "SIGIO",
        "SIGPWR",
        "SIGSYS"
    };

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** The number. */
    public int number() {
        return number;
    }

    /** "SIGSEGV"; "signal 41" for one without a name. */
    static String nameOf(int number) {
        return number > 0 && number < NAMES.length ? NAMES[number] : "signal " + number;
    }
}
