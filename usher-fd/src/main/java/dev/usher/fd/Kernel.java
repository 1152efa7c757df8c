package dev.usher.fd;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Holds the {@link Sys} in use, and the rules all calls share: what is retried, what becomes an exception. */
final class Kernel {
    /** How often a call that a signal interrupted is made again before EINTR is reported. */
    static final int INTERRUPT_RETRIES = 100;

    private static final long EINTR = -4;
    private static volatile Sys sys = checked(new NativeSys());

    private Kernel() {}

    private static Sys checked(Sys real) {
        LayoutCheck.run(real);
        ErrnoException.load();
        return real;
    }

    /** Has the layouts checked, where that has not been done yet: loading this class does it. */
    static void start() {}

    static Sys sys() {
        return sys;
    }

    /** For tests: puts another in the place of the kernel and returns the one that was there. */
    static Sys install(Sys other) {
        Sys before = sys;
        sys = other;
        return before;
    }

    /** Whether a call ended by a signal may be made once more. */
    static boolean interrupted(long result, int triesSoFar) {
        return result == EINTR && triesSoFar < INTERRUPT_RETRIES;
    }

    /**
     * Makes the call, again while a signal interrupts it, and returns its result or -errno. What is called for each client has
     * a loop of its own instead: the JVM's first compiler makes a lambda's object by a call into the JVM, which takes as
     * long as a short system call.
     */
    static long retried(LongSupplier call) {
        long result = call.getAsLong();
        for (int tries = 1; interrupted(result, tries); tries++) {
            result = call.getAsLong();
        }
        return result;
    }

    /** As {@link #retried}, an error thrown. */
    static long must(String name, @Nullable String path, LongSupplier call) throws ErrnoException {
        return checked(name, path, retried(call));
    }

    /** The result of the call of that name, or its error thrown. */
    static long checked(String name, @Nullable String path, long result) throws ErrnoException {
        if (result < 0) {
            throw ErrnoException.of(name, (int) -result, path);
        }
        return result;
    }
}
