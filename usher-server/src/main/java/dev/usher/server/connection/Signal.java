package dev.usher.server.connection;

/** What the wire has to tell its driver. */
public enum Signal {
    /** There are bytes, or there will be none any more. */
    READABLE(1),
    /** What was passed has left far enough that more may be passed. */
    WRITABLE(2);

    /** All of them, where several are kept as bits of a number. */
    static final int ALL = 3;

    private final int bit;

    Signal(int bit) {
        this.bit = bit;
    }

    boolean isIn(int signals) {
        return (signals & bit) != 0;
    }

    int with(int signals) {
        return signals | bit;
    }

    int without(int signals) {
        return signals & ~bit;
    }
}
