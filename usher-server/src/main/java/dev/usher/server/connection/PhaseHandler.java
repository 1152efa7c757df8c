package dev.usher.server.connection;

/** What handlers of both phases say of themselves; one object may be both. */
public interface PhaseHandler {

    /**
     * Whether it never waits, for anything. Then it may run on an event loop; else the connection begins on a thread of its
     * own. The answer is the same each time, and given at once: loops ask.
     */
    default boolean nonBlocking() {
        return false;
    }
}
