package dev.usher.daemon.stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is written down about a stream: durations, how it ended, and its line of the log. On its loop. */
final class Report {
    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);

    private Report() {}

    /** Counts the time since the client arrived. */
    static void measured(Stream stream, Timing what) {
        stream.home.timings().add(what, System.nanoTime() - stream.startNanos);
    }

    /** The answer is over, at our FIN or before it: how long the client then takes to close is no part of it. */
    static void ended(Stream stream) {
        if (stream.asked) {
            measured(stream, Timing.STREAM);
        }
    }

    /** Everything was given back. */
    static void closed(Stream stream, EndReason reason) {
        if (!stream.isFinished()) {
            ended(stream);
        }
        reason.countIn(stream.home.counts());
        LOG.info(
                "request_id={} status={} bytes={} millis={} reason={}",
                stream.id == null ? "-" : stream.id,
                stream.status,
                stream.bytesSent,
                stream.home.nowMillis() - stream.startMillis(),
                reason.word());
    }
}
