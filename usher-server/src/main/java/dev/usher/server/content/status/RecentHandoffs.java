package dev.usher.server.content.status;

import dev.usher.server.http.Exchange;
import dev.usher.server.http.WorkerTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last handoffs, in a ring. Any thread, no lock: one that is added while others are read is among them or not. */
final class RecentHandoffs {
    static final int KEPT = 64;

    private final AtomicReferenceArray<Entry> ring = new AtomicReferenceArray<>(KEPT);
    private final AtomicLong next = new AtomicLong();

    /** The worker's time may still run when its request is noted. */
    private record Entry(
            String id, String path, String seat, int status, WorkerTime worker, long nanos, long epochMillis) {
        HandedOff asItStands() {
            return new HandedOff(
                    id,
                    path,
                    seat,
                    "direct",
                    status,
                    worker.heldNanos() / 1000,
                    worker.isHeld(),
                    nanos / 1000,
                    epochMillis);
        }
    }

    void add(Exchange exchange, String seat, long nanos) {
        Entry entry = new Entry(
                exchange.id(),
                exchange.request().target().path(),
                seat,
                exchange.response().status(),
                exchange.worker(),
                nanos,
                System.currentTimeMillis());
        ring.set((int) (next.getAndIncrement() % KEPT), entry);
    }

    /** The latest first. */
    List<HandedOff> list() {
        List<HandedOff> all = new ArrayList<>();
        long end = next.get();
        for (long i = end - 1; i >= Math.max(0, end - KEPT); i--) {
            Entry entry = ring.get((int) (i % KEPT));
            if (entry != null) {
                all.add(entry.asItStands());
            }
        }
        return all;
    }
}
