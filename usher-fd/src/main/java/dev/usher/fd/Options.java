package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/** getsockopt(2), setsockopt(2) and ioctl(2) with one int, which is what nearly all of them take. */
final class Options {
    private Options() {}

    static int get(Subject subject, int level, int option) throws ErrnoException {
        return get(subject, level, option, 4).optionInt();
    }

    /** Reads an option of that size into the scratch's option area. */
    static Scratch get(Subject subject, int level, int option, int size) throws ErrnoException {
        Scratch s = Scratch.current();
        Sys sys = Kernel.sys();
        int number = subject.number();
        long result;
        int tries = 0;
        do {
            s.optionLength.set(JAVA_INT, 0, size);
            result = sys.getsockopt(number, level, option, s.option, s.optionLength);
        } while (Kernel.interrupted(result, ++tries));
        Kernel.checked("getsockopt", subject.what(), result);
        return s;
    }

    static void set(Subject subject, int level, int option, int value) throws ErrnoException {
        Kernel.checked("setsockopt", subject.what(), trySet(subject, level, option, value));
    }

    /** As {@link #set}, an error returned as -errno. */
    static long trySet(Subject subject, int level, int option, int value) {
        Scratch s = Scratch.current();
        s.option.set(JAVA_INT, 0, value);
        Sys sys = Kernel.sys();
        int number = subject.number();
        long result;
        int tries = 0;
        do {
            result = sys.setsockopt(number, level, option, s.option, Integer.BYTES);
        } while (Kernel.interrupted(result, ++tries));
        return result;
    }

    static int ioctl(Subject subject, long request) throws ErrnoException {
        Scratch s = Scratch.current();
        Sys sys = Kernel.sys();
        int number = subject.number();
        Kernel.must("ioctl", subject.what(), () -> sys.ioctl(number, request, s.option));
        return s.optionInt();
    }
}
