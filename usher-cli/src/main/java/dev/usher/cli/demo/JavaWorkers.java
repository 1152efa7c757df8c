package dev.usher.cli.demo;

import java.util.concurrent.atomic.AtomicInteger;

/** The workers of the Java application, which counts them itself. */
final class JavaWorkers implements Workers {
    private final AtomicInteger busy = new AtomicInteger();
    private final HeldTimes times = new HeldTimes();

    /** A request took a worker; closed when it gives it back. */
    Shift begin(String id, String request, boolean handsOn) {
        busy.incrementAndGet();
        return new Shift(id, request, handsOn, System.nanoTime());
    }

    /** One request's use of a worker. */
    final class Shift implements AutoCloseable {
        private final String id;
        private final String request;
        private final boolean handsOn;
        private final long begunNanos;

        private Shift(String id, String request, boolean handsOn, long begunNanos) {
            this.id = id;
            this.request = request;
            this.handsOn = handsOn;
            this.begunNanos = begunNanos;
        }

        @Override
        public void close() {
            times.add(new HeldTimes.Held(id, request, handsOn, (System.nanoTime() - begunNanos) / 1_000));
            busy.decrementAndGet();
        }
    }

    @Override
    public Load load() {
        return new Load(busy.get(), 0);
    }

    @Override
    public HeldTimes heldTimes() {
        return times;
    }
}
