package dev.usher.daemon.stream;

/** Gets one {@link Visit} for each client that was handed over, when it has gone. */
@FunctionalInterface
public interface VisitLog {
    /** The client has gone, and the visit is not changed any more. From any thread; must not wait. */
    void ended(Visit visit);
}
