package dev.usher.cli.demo;

import dev.usher.server.Door;
import dev.usher.server.content.status.DoorStatus;

/**
 * What the page shows of the door, from the door's own account.
 *
 * @param connections it has now
 * @param direct clients that a seat has got by the direct lane, since the start
 * @param waiting requests that wait for a worker of the Java application
 */
record DoorFacts(long connections, long direct, int waiting) {
    static DoorFacts of(Door door) {
        DoorStatus status = door.status();
        int waiting = status.applications().stream()
                .filter(application -> application.name().contains(Application.class.getName()))
                .mapToInt(application -> application.waiting())
                .sum();
        return new DoorFacts(status.connections().active(), status.handoffs().sent(), waiting);
    }
}
