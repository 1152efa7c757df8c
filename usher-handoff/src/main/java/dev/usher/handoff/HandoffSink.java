package dev.usher.handoff;

/**
 * Where a {@link HandoffListener} brings what it received. Called on the listener's loop only; must not block.
 */
public interface HandoffSink {
    /**
     * Asked before a client is taken out of the kernel's queue: is there a descriptor for it? Answer by your own count:
     * a process at its limit would lose the client without a word (recvmsg(2), MSG_CTRUNC).
     */
    boolean roomForOne();

    /**
     * Whether the whole process is so far from its limit of open files that a client cannot meet it: then no reserve is
     * spent on receiving one, which saves two system calls each. Must be cheap; the default, false, is always right.
     */
    default boolean hasPlenty() {
        return false;
    }

    /** A client arrived; the sink owns its socket from here on. */
    void received(Handoff handoff);

    /**
     * A client arrived on the reserve, since {@link #roomForOne} said no. The sink tells it so (503) and closes its
     * socket before this returns: the reserve is opened again then.
     */
    void overflow(Handoff handoff);

    /**
     * A client arrived, but is not to be served: {@link Refusal#DATA_TOO_LONG}, {@link Refusal#SILENT} where the end of its
     * data did not come in time, or {@link Refusal#SENDER}. The sink owns the client's socket, and may tell it; the default closes it and says {@link
     * #refused}.
     *
     * @param handoff without data
     * @param detail as for {@link #refused}
     */
    default void unusable(Refusal why, String detail, Handoff handoff) {
        handoff.client().close();
        refused(why, detail);
    }

    /**
     * What a sender brought was closed.
     *
     * @param detail the thing, its value and the limit, for the log; no data of the client's
     */
    void refused(Refusal why, String detail);
}
