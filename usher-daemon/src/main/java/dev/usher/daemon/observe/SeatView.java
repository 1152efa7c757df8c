package dev.usher.daemon.observe;

import dev.usher.daemon.receive.Admission;
import dev.usher.daemon.receive.Seating;
import dev.usher.daemon.receive.UpstreamState;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Home;
import dev.usher.daemon.stream.Timing;
import dev.usher.daemon.stream.TimingSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A seat as its admin port sees it: numbers, never a client's data. Any thread.
 *
 * @param path of its socket
 * @param backend the name of its backend, the value of the label {@code backend}
 * @param settings what is worth showing of its settings, by name, secrets masked
 * @param started when it began to serve
 * @param accessLogLost lines of its access log that were dropped, or could not be written
 */
public record SeatView(
        String path,
        String backend,
        Supplier<Map<String, String>> settings,
        Seating seating,
        Instant started,
        LongSupplier accessLogLost) {

    Admission admission() {
        return seating.admission();
    }

    private List<Home> homes() {
        return seating.homes();
    }

    long count(Count what) {
        return homes().stream().mapToLong(home -> home.counts().get(what)).sum();
    }

    TimingSnapshot snapshot(Timing what) {
        return Home.snapshot(what, homes());
    }

    int activeStreams() {
        return admission().active();
    }

    /** Clients' sockets that are open, those who only read why they were sent away among them. */
    int activeConnections() {
        return seating.clients();
    }

    List<UpstreamState> upstreams() {
        return seating.service().upstreams();
    }

    Readiness readiness() {
        if (admission().isDraining()) {
            return Readiness.DRAINING;
        }
        return admission().active() < admission().max() ? Readiness.READY : Readiness.AT_CAPACITY;
    }
}
