package dev.usher.daemon.receive;

import dev.usher.daemon.stream.Count;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what was rejected and why: one line a second for each reason, with the number of those it stands for. */
final class RejectLog {
    private static final Logger LOG = LoggerFactory.getLogger(RejectLog.class);
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final LongSupplier nanoTime;
    private final Map<Count, Silence> silences = new EnumMap<>(Count.class);

    RejectLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Logs, or counts for the next line. */
    void rejected(Count reason, String detail) {
        long now = nanoTime.getAsLong();
        Silence silence = silences.get(reason);
        if (silence == null) {
            silences.put(reason, new Silence(now));
            LOG.warn("{}", detail);
        } else if (now - silence.since < PAUSE_NANOS) {
            silence.unsaid++;
        } else {
            LOG.warn("{} ({} more like it since the last such line)", detail, silence.unsaid);
            silence.since = now;
            silence.unsaid = 0;
        }
    }

    private static final class Silence {
        private long since;
        private long unsaid;

        Silence(long since) {
            this.since = since;
        }
    }
}
