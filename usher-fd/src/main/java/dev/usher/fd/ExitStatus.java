package dev.usher.fd;

/**
 * How a process ended (waitid(2)).
 *
 * @param code what it gave to exit(3), 0 to 255; -1 where a signal ended it
 * @param signal the number of the signal that ended it; 0 where it ended by itself
 */
public record ExitStatus(int code, int signal) {
    /** Whether it ended by itself and said that all went well. */
    public boolean isSuccess() {
        return code == 0;
    }

    /** "0", "3", "SIGTERM", "signal 41". */
    @Override
    public String toString() {
        return signal == 0 ? Integer.toString(code) : Signal.nameOf(signal);
    }
}
