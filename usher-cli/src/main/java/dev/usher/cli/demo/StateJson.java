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
                .map(each -> "[\"%s\",%d]".formatted(each.id(), each.micros()))
                .collect(Collectors.joining(","));
        return """
                {"app":"%s","workers":{"busy":%d,"total":%d,"waiting":%d},\
                "handedOn":%d,"meanHeldMicros":%d,"held":[%s],\
                "door":{"connections":%d,"direct":%d},\
                "seat":{"state":"%s","pid":%d,"streams":%d,"backInMillis":%d},\
                "crowd":%s}""".formatted(
                        php ? "php" : "java",
                        load.busy(),
                        Workers.TOTAL,
                        load.waiting() + door.waiting(),
                        times.handedOn(),
                        times.meanMicros(),
                        held,
                        door.connections(),
                        door.direct(),
                        seat.state().name().toLowerCase(Locale.ROOT),
                        seat.pid(),
                        seat.streams(),
                        seat.backInMillis(),
                        crowd == null ? "null" : crowd(crowd));
    }

    private static String crowd(Crowd.View view) {
        return "{\"target\":\"%s\",\"runs\":%b,\"places\":\"%s\",\"firstByteMaxMicros\":%d}"
                .formatted(view.target(), view.runs(), view.places(), view.firstByteMaxMicros());
    }
}
