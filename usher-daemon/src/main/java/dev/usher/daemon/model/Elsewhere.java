package dev.usher.daemon.model;

import dev.usher.daemon.upstream.UpstreamClient;
import dev.usher.daemon.upstream.UpstreamTarget;
import org.jspecify.annotations.Nullable;

/**
 * Leads to places that a handoff names. A seat has one only where its configuration says that applications may choose hosts:
 * whoever can write a handoff can then make the seat connect to anything it can reach.
 */
@FunctionalInterface
public interface Elsewhere {
    /**
     * The client for a place. Called on any loop, must not block, and must bound how many places it knows.
     *
     * @return null where that place is not allowed
     */
    @Nullable
    UpstreamClient client(UpstreamTarget target);
}
