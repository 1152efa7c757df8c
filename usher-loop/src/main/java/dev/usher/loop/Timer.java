package dev.usher.loop;

import org.jspecify.annotations.Nullable;

/**
 * One deadline that can be set, moved and cleared any number of times: a place in a {@link TimerWheel}.
 *
 * <p>Belongs to one wheel's thread. Moving it allocates nothing, so a connection keeps one for its life.
 */
public final class Timer {
    /** What a timer calls when its time has come. */
    @FunctionalInterface
    public interface Expiry {
        /** Called once per setting, on the loop, at or after the deadline; may set the timer anew. Must not block. */
        void expired();
    }

    final @Nullable Expiry expiry;

    @Nullable
    Timer previous;

    @Nullable
    Timer next;

    long deadlineTick;
    int place = TimerWheel.NOWHERE;

    /** Makes a timer that is not set. */
    public Timer(Expiry expiry) {
        this.expiry = expiry;
    }

    /** The head of a slot's ring: a timer that never expires. */
    Timer() {
        this.expiry = null;
        this.previous = this;
        this.next = this;
    }

    /** True from {@link TimerWheel#set} to its expiry or {@link TimerWheel#clear}. */
    public boolean isSet() {
        return place != TimerWheel.NOWHERE;
    }
}
