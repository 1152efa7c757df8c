package dev.usher.bench.llm;

import dev.usher.bench.llm.LlmStats.Cancellation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What {@link LlmStats} shows, and the latest requests. Any thread. */
final class Counters {
    /** How many requests and cancellations are remembered. */
    static final int KEPT_MAX = 64;

    private final Deque<LlmRequest> requests = new ArrayDeque<>();
    private final Deque<Cancellation> cancellations = new ArrayDeque<>();
    private long requestCount;
    private long requestsHttp2;
    private int streamsOpen;
    private int streamsPeak;
    private long completed;
    private long cancelled;
    private long broken;
    private long rejected;
    private long lastCancelledNanos;
    private int connectionsOpen;
    private long connectionsTotal;
    private int streamsPerConnectionPeak;
    private long goAwaysSent;

    synchronized void request(LlmRequest request) {
        requestCount++;
        if (request.protocol().equals(Http2Connection.PROTOCOL)) {
            requestsHttp2++;
        }
        keep(requests, request);
        notifyAll();
    }

    private static <T> void keep(Deque<T> all, T one) {
        if (all.size() == KEPT_MAX) {
            all.removeFirst();
        }
        all.addLast(one);
    }

    synchronized void streamOpened() {
        streamsOpen++;
        streamsPeak = Math.max(streamsPeak, streamsOpen);
        notifyAll();
    }

    synchronized void streamCompleted() {
        streamsOpen--;
        completed();
    }

    synchronized void streamBroken() {
        streamsOpen--;
        broken++;
        notifyAll();
    }

    synchronized void streamRejected() {
        streamsOpen--;
        rejected();
    }

    synchronized void streamCancelled(Cancellation how, long atNanos) {
        streamsOpen--;
        cancelled++;
        lastCancelledNanos = atNanos;
        keep(cancellations, how);
        notifyAll();
    }

    synchronized void completed() {
        completed++;
        notifyAll();
    }

    synchronized void rejected() {
        rejected++;
        notifyAll();
    }

    synchronized void connectionOpened() {
        connectionsOpen++;
        connectionsTotal++;
        notifyAll();
    }

    synchronized void connectionClosed() {
        connectionsOpen--;
        notifyAll();
    }

    synchronized void requestsOnConnection(int count) {
        streamsPerConnectionPeak = Math.max(streamsPerConnectionPeak, count);
    }

    synchronized void goAwaySent() {
        goAwaysSent++;
        notifyAll();
    }

    /** What is open stays open; all else begins at 0. */
    synchronized void reset() {
        requests.clear();
        cancellations.clear();
        requestCount = 0;
        requestsHttp2 = 0;
        streamsPeak = streamsOpen;
        completed = 0;
        cancelled = 0;
        broken = 0;
        rejected = 0;
        lastCancelledNanos = 0;
        connectionsTotal = connectionsOpen;
        streamsPerConnectionPeak = 0;
        goAwaysSent = 0;
        notifyAll();
    }

    synchronized List<LlmRequest> requests() {
        return List.copyOf(requests);
    }

    synchronized LlmStats stats() {
        return new LlmStats(
                requestCount,
                requestsHttp2,
                streamsOpen,
                streamsPeak,
                completed,
                cancelled,
                broken,
                rejected,
                lastCancelledNanos,
                List.copyOf(cancellations),
                connectionsOpen,
                connectionsTotal,
                streamsPerConnectionPeak,
                goAwaysSent);
    }

    /** Waits until this holds; false where it did not within the time. */
    synchronized boolean await(Predicate<LlmStats> holds, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!holds.test(stats())) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
