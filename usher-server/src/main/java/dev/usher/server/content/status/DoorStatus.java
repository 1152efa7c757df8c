package dev.usher.server.content.status;

import dev.usher.server.content.Durations.Distribution;
import dev.usher.server.content.Workers;
import dev.usher.server.http.HandlerKind;
import java.util.List;
import java.util.Map;

/**
 * A door as it stands at one moment; figures are from its start. Immutable.
 *
 * @param startEpochMillis when it opened
 * @param uptimeMillis how long ago
 * @param connections clients, now and in all
 * @param requests answered, and how
 * @param hosts requests of each virtual host, by its name
 * @param handoffs clients handed to seats
 * @param applications what each is doing, by name
 */
public record DoorStatus(
        long startEpochMillis,
        long uptimeMillis,
        Connections connections,
        Requests requests,
        Map<String, Long> hosts,
        Handoffs handoffs,
        List<Workers.Account> applications) {
    /** Keeps copies. */
    public DoorStatus {
        applications = List.copyOf(applications);
    }

    /**
     * Clients' connections.
     *
     * @param active here now; one that was handed off is not
     * @param total accepted since the start
     */
    public record Connections(long active, long total) {}

    /**
     * Requests.
     *
     * @param active that a handler works on now
     * @param counts that have ended, by handler and class of status
     * @param duration from the first byte of a request to the last of its answer, or to its handoff
     * @param bytesSent heads, bodies and framing
     */
    public record Requests(long active, List<Count> counts, Distribution duration, long bytesSent) {
        /** Keeps a copy. */
        public Requests {
            counts = List.copyOf(counts);
        }

        /** All that have ended. */
        public long total() {
            return counts.stream().mapToLong(Count::requests).sum();
        }
    }

    /**
     * Requests of one kind.
     *
     * @param handler who had them
     * @param statusClass 2 for 200 to 299; a client that had gone (499) is in 4
     */
    public record Count(HandlerKind handler, int statusClass, long requests) {}

    /**
     * Handoffs.
     *
     * @param sent clients that a seat has got, by the direct lane
     * @param refused clients that were answered instead, by status
     * @param duration of those sent: from the application's answer to the client's leaving
     * @param recent the last ones, the latest first, at most {@value RecentHandoffs#KEPT}
     */
    public record Handoffs(long sent, Map<Integer, Long> refused, Distribution duration, List<HandedOff> recent) {
        /** Keeps a copy. */
        public Handoffs {
            recent = List.copyOf(recent);
        }
    }

    /** Requests that applications work on now, all together: 0 while seats stream to a thousand clients. */
    public int busyWorkers() {
        return applications.stream().mapToInt(Workers.Account::busy).sum();
    }
}
