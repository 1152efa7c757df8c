package dev.usher.cli.demo;

import dev.usher.server.Door;
import dev.usher.server.content.status.DoorStatus;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What the page shows of the door, from the door's own account.
 *
 * @param connections it has now
 * @param lanes by which lane each of the last clients came to a seat, by the request's id; the latest first
 * @param waiting requests that wait for a worker of the Java application
 */
record DoorFacts(long connections, SequencedMap<String, String> lanes, int waiting) {
    static DoorFacts of(Door door) {
        DoorStatus status = door.status();
        int waiting = status.applications().stream()
                .filter(application -> application.name().contains(Application.class.getName()))
                .mapToInt(application -> application.waiting())
                .sum();
        SequencedMap<String, String> lanes = new LinkedHashMap<>();
        status.handoffs().recent().forEach(one -> lanes.put(one.id(), one.lane()));
        return new DoorFacts(status.connections().active(), lanes, waiting);
    }

    /** The latest client's; empty where there was none. */
    String lastLane() {
        return lanes.isEmpty() ? "" : lanes.firstEntry().getValue();
    }
}
