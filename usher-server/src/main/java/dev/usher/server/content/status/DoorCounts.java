package dev.usher.server.content.status;

import dev.usher.server.content.Durations;
import dev.usher.server.content.Workers;
import dev.usher.server.content.status.DoorStatus.Connections;
import dev.usher.server.content.status.DoorStatus.Count;
import dev.usher.server.content.status.DoorStatus.Handoffs;
import dev.usher.server.content.status.DoorStatus.Requests;
import dev.usher.server.http.AccessLogEntry;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HandlerKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What a door counts of its requests and handoffs. Any thread; to count takes no lock and makes no object. */
public final class DoorCounts {
    private static final int STATUS_CLASSES = 6;
    private static final int BOUNDS = 16;
    /** To 16 s: longer answers are streams. */
    private static final long FIRST_REQUEST_NANOS = 500_000;
    /** To 0.3 s, which the connect timeout's default of 500 ms allows for. */
    private static final long FIRST_HANDOFF_NANOS = 10_000;

    private final long startEpochMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();
    /** By status class; the map itself is never changed. */
    private final Map<HandlerKind, List<LongAdder>> requests = new EnumMap<>(HandlerKind.class);

    private final Durations requestDurations = new Durations(FIRST_REQUEST_NANOS, BOUNDS);
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder active = new LongAdder();
    private final ConcurrentMap<String, LongAdder> hosts = new ConcurrentHashMap<>();
    private final LongAdder handedOff = new LongAdder();
    private final ConcurrentMap<Integer, LongAdder> refused = new ConcurrentHashMap<>();
    private final Durations handoffDurations = new Durations(FIRST_HANDOFF_NANOS, BOUNDS);
    private final RecentHandoffs recent = new RecentHandoffs();

    /** Everything is 0. */
    public DoorCounts() {
        for (HandlerKind kind : HandlerKind.values()) {
            requests.put(
                    kind, Stream.generate(LongAdder::new).limit(STATUS_CLASSES).toList());
        }
    }

    /** A virtual host, listed before its first request. */
    public void host(String name) {
        hosts.computeIfAbsent(name, _ -> new LongAdder());
    }

    /** A handler gets a request. */
    public void began() {
        active.increment();
    }

    /** The handler's exchange has ended. */
    public void ended() {
        active.decrement();
    }

    /** Requests that handlers have now. */
    public long active() {
        return active.sum();
    }

    /** A request is over. */
    public void request(AccessLogEntry entry) {
        int statusClass = Math.clamp(entry.status() / 100, 0, STATUS_CLASSES - 1);
        count(entry.handler(), statusClass).increment();
        requestDurations.record(entry.durationNanos());
        bytesSent.add(entry.bytesSent());
        LongAdder host = hosts.get(entry.siteName());
        if (host != null) {
            host.increment();
        }
    }

    /** A seat has got a client. */
    public void handedOff(Exchange exchange, String seatPath, long nanos) {
        handoffDurations.record(nanos);
        recent.add(exchange, seatPath, nanos);
        handedOff.increment(); // last: who sees it counted sees the rest of it
    }

    /** A client was answered instead of handed off. */
    public void handoffRefused(int status) {
        refused.computeIfAbsent(status, _ -> new LongAdder()).increment();
    }

    /** All of it now, with what others know. */
    public DoorStatus status(Connections connections, List<Workers.Account> applications) {
        Map<String, Long> byHost = new TreeMap<>();
        hosts.forEach((name, count) -> byHost.put(name, count.sum()));
        Map<Integer, Long> byStatus = new TreeMap<>();
        refused.forEach((status, count) -> byStatus.put(status, count.sum()));
        return new DoorStatus(
                startEpochMillis,
                (System.nanoTime() - startNanos) / 1_000_000,
                connections,
                new Requests(active(), counts(), requestDurations.distribution(), bytesSent.sum()),
                byHost,
                new Handoffs(handedOff.sum(), byStatus, handoffDurations.distribution(), recent.list()),
                applications);
    }

    private LongAdder count(HandlerKind kind, int statusClass) {
        return Objects.requireNonNull(requests.get(kind)).get(statusClass);
    }

    private List<Count> counts() {
        List<Count> all = new ArrayList<>();
        for (HandlerKind kind : requests.keySet()) {
            for (int statusClass = 0; statusClass < STATUS_CLASSES; statusClass++) {
                long count = count(kind, statusClass).sum();
                if (count > 0) {
                    all.add(new Count(kind, statusClass, count));
                }
            }
        }
        return all;
    }
}
