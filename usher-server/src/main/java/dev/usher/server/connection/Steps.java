package dev.usher.server.connection;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A driver's steps that wait, in their order. Mostly there is none, or one, and there are as many of these as connections: a queue
 * is made for the second and given up behind the last. Not for two threads at once.
 */
final class Steps {
    /** More than this waiting behind one is a step that begets steps without end. */
    static final int MAX = 4096;

    private @Nullable Runnable first;
    private @Nullable ArrayDeque<Runnable> others;

    /** @throws IllegalStateException where {@value #MAX} wait already */
    void add(Runnable step) {
        if (first == null) {
            first = step;
            return;
        }
        if (others == null) {
            others = new ArrayDeque<>(4);
        }
        if (others.size() >= MAX - 1) {
            throw new IllegalStateException(MAX + " steps wait behind one: it submits without end");
        }
        others.add(step);
    }

    /** The next step; null where none waits. */
    @Nullable
    Runnable poll() {
        Runnable next = first;
        first = others == null ? null : others.poll();
        if (first == null) {
            others = null;
        }
        return next;
    }

    boolean isEmpty() {
        return first == null;
    }
}
