package dev.usher.server.connection;

import org.jspecify.annotations.Nullable;

/** Links in order of their types, those of one type in the order they came. Driver only. */
final class FilterChain {
    private final Link tail;
    private Link first;

    /** @param tail stands behind all others and is never removed */
    FilterChain(Link tail) {
        this.tail = tail;
        this.first = tail;
        tail.joined(this, null);
    }

    Link first() {
        return first;
    }

    /** Whether only the tail is left. */
    boolean isBare() {
        return first == tail;
    }

    /** Whether one of the filters may wait for something. */
    boolean mayBlock() {
        for (Link at = first; at != tail; at = at.next()) {
            if (at.mayBlock()) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of its input filters, the tail too, keeps bytes for who reads. */
    boolean pending() {
        for (Link at = first; at != tail; at = at.next()) {
            if (at.pending()) {
                return true;
            }
        }
        return tail.pending();
    }

    /** Whether what comes out of it may be more or less than what went in. */
    boolean mayChangeLength() {
        for (Link at = first; at != tail; at = at.next()) {
            if (!at.keepsLength()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Puts {@code link} in before the first of a greater type.
     *
     * @throws IllegalStateException where it may not be added here and now
     */
    Link add(Link link) {
        link.requireDriver();
        Link before = null;
        Link at = first;
        while (at != tail && at.type().compareTo(link.type()) <= 0) {
            before = at;
            at = at.next();
        }
        link.joined(this, at);
        linkBehind(before, link);
        return link.inserted();
    }

    /** The request or connection is over: what the filters keep is released. */
    void end() {
        for (Link at = first; at != tail; at = at.next()) {
            at.end();
        }
    }

    void remove(Link link) {
        if (link == tail) {
            throw new IllegalArgumentException(link + " is the core's and stays");
        }
        Link before = null;
        for (Link at = first; at != link; at = at.next()) {
            before = at;
        }
        linkBehind(before, link.next());
    }

    private void linkBehind(@Nullable Link before, Link link) {
        if (before == null) {
            first = link;
        } else {
            before.behind(link);
        }
    }
}
