package dev.usher.handoff;

/** A client that may be offered: still its owner's, and asked about just before the step that cannot be undone. */
public interface OfferedClient {
    /** The descriptor's number; the owner keeps it open until it has the result. */
    int number();

    /**
     * Whether the client may leave now: nothing of it is read or unsent here. Asked on the client's loop, in the same
     * turn as the sendmsg(2) that gives it away.
     */
    boolean mayLeave();
}
