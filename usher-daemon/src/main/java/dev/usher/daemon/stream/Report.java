package dev.usher.daemon.stream;

import dev.usher.daemon.backend.Failure;
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

    /** The backend's first sign of life. */
    static void heard(Stream stream) {
        measured(stream, Timing.BACKEND_TTFB);
        if (stream.visit != null) {
            stream.visit.heard();
        }
    }

    /** One event of the backend's is on its way to the client. */
    static void event(Stream stream) {
        stream.home.counts().add(Count.CHUNKS_SENT);
        if (stream.visit != null) {
            stream.visit.event();
        }
    }

    /** The client is told what went wrong. */
    static void failed(Stream stream, Failure why) {
        if (stream.visit != null) {
            stream.visit.failed(why);
        }
    }

    /** The answer is over, at our FIN or before it: how long the client then takes to close is no part of it. */
    static void ended(Stream stream) {
        if (stream.asked) {
            measured(stream, Timing.STREAM);
        }
        if (stream.visit != null) {
            stream.visit.over();
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
                stream.logName,
                stream.status,
                stream.bytesSent,
                stream.home.nowMillis() - stream.startMillis(),
                reason.word());
        if (stream.visit != null) {
            stream.visit.end(reason, stream.status, stream.bytesSent);
            stream.home.visited(stream.visit);
        }
    }
}
