package dev.usher.bench.llm;

import java.util.List;

/**
 * What a mock LLM server saw since its start or its last reset, at one moment. Every request of a model that is not open any
 * more is one of completed, cancelled, broken or rejected; {@code /health} and {@code /stats} are not counted.
 *
 * @param requests for models, threads and answers
 * @param requestsHttp2 those of them that came over HTTP/2
 * @param streamsOpen answers that are under way now
 * @param streamsPeak the most that were under way at one time
 * @param completed answers that ended as they should, and other requests that were answered
 * @param cancelled answers whose client left or reset them before their end
 * @param broken answers that ended as no answer should, because their pattern says so
 * @param rejected requests that were answered with an error, refused, or closed upon
 * @param lastCancelledNanos when the last one was cancelled, by {@link System#nanoTime}; 0 where none was
 * @param cancellations the latest ones, {@value Counters#KEPT_MAX} at most, oldest first
 * @param connectionsOpen connections now
 * @param connectionsTotal connections in all
 * @param streamsPerConnectionPeak the most requests that were on one connection at one time
 * @param goAwaysSent GOAWAY frames that patterns asked for
 */
public record LlmStats(
        long requests,
        long requestsHttp2,
        int streamsOpen,
        int streamsPeak,
        long completed,
        long cancelled,
        long broken,
        long rejected,
        long lastCancelledNanos,
        List<Cancellation> cancellations,
        int connectionsOpen,
        long connectionsTotal,
        int streamsPerConnectionPeak,
        long goAwaysSent) {

    /**
     * An answer that its client did not wait for.
     *
     * @param afterMillis between the request's last byte and the cancellation
     * @param chunksSent before it
     */
    public record Cancellation(long afterMillis, int chunksSent) {}

    /** As {@code /stats} shows it. */
    String json() {
        StringBuilder after = new StringBuilder();
        for (Cancellation one : cancellations) {
            after.append(after.isEmpty() ? "" : ",").append(one.afterMillis());
        }
        return "{\"requests\":" + requests + ",\"requests_http2\":" + requestsHttp2
                + ",\"streams_open\":" + streamsOpen + ",\"streams_peak\":" + streamsPeak
                + ",\"completed\":" + completed + ",\"cancelled\":" + cancelled
                + ",\"broken\":" + broken + ",\"rejected\":" + rejected
                + ",\"cancelled_after_ms\":[" + after + "]"
                + ",\"connections_open\":" + connectionsOpen + ",\"connections_total\":" + connectionsTotal
                + ",\"streams_per_connection_peak\":" + streamsPerConnectionPeak
                + ",\"goaways_sent\":" + goAwaysSent + "}";
    }
}
