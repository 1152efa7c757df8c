package dev.usher.cli.demo;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The state as the page reads it. There is nothing in it but numbers and words of ours, so that nothing is to be escaped. */
final class StateJson {
    private StateJson() {}

    static String of(boolean php, Workers workers, SeatKeeper.View seat, DoorFacts door, Crowd.@Nullable View crowd)
            throws IOException {
        Workers.Load load = workers.load();
        HeldTimes times = workers.heldTimes();
        String held = times.last().stream()
                .map(each -> "[\"%s\",%d,\"%s\"]"
                        .formatted(each.id(), each.micros(), door.lanes().getOrDefault(each.request(), "")))
                .collect(Collectors.joining(","));
        return """
                {"app":"%s","workers":%s,\
                "handedOn":%d,"meanHeldMicros":%d,"held":[%s],\
                "door":{"connections":%d,"lane":"%s"},\
                "seat":{"state":"%s","pid":%d,"streams":%d,"backInMillis":%d},\
                "crowd":%s}""".formatted(
                        php ? "php" : "java",
                        load == null ? "null,\"trouble\":\"" + workers.trouble() + '"' : load(load, door.waiting()),
                        times.handedOn(),
                        times.meanMicros(),
                        held,
                        door.connections(),
                        door.lastLane(),
                        seat.state().name().toLowerCase(Locale.ROOT),
                        seat.pid(),
                        seat.streams(),
                        seat.backInMillis(),
                        crowd == null ? "null" : crowd(crowd));
    }

    private static String load(Workers.Load load, int waitAtDoor) {
        return "{\"busy\":%d,\"total\":%d,\"waiting\":%d}"
                .formatted(load.busy(), Workers.TOTAL, load.waiting() + waitAtDoor);
    }

    private static String crowd(Crowd.View view) {
        return "{\"target\":\"%s\",\"runs\":%b,\"places\":\"%s\",\"firstByteMaxMicros\":%d}"
                .formatted(view.target(), view.runs(), view.places(), view.firstByteMaxMicros());
    }
}
