package dev.usher.daemon.stream;

import dev.usher.daemon.backend.Departure;
import dev.usher.fd.ErrnoException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a stream ended, for the log's line and the metrics. */
public enum EndReason {
    /** The source finished and the client was told. */
    DONE(null),
    /** The request was refused: at capacity, while draining, or because it was at fault. */
    REFUSED(null),
    /** The source failed. */
    UPSTREAM_FAILED(Count.STREAM_ERRORS_OTHER),
    /** The source was silent for too long. */
    UPSTREAM_SILENT(Count.STREAM_ERRORS_TIMEOUT),
    /** The stream reached its longest duration. */
    TOO_LONG(Count.STREAM_ERRORS_TIMEOUT),
    /** The client left first. */
    CLIENT_LEFT(Count.STREAM_ERRORS_CLIENT),
    /** The client read nothing for too long. */
    CLIENT_STALLED(Count.STREAM_ERRORS_TIMEOUT),
    /** The client's network failed. */
    NETWORK(Count.STREAM_ERRORS_NETWORK),
    /** The seat shut down before the source had finished. */
    SHUTDOWN(Count.STREAM_ERRORS_CANCELED);

    private final @Nullable Count error;

    EndReason(@Nullable Count error) {
        this.error = error;
    }

    static EndReason of(Departure why) {
        return switch (why) {
            case CLIENT_LEFT -> CLIENT_LEFT;
            case CLIENT_STALLED -> CLIENT_STALLED;
            case UPSTREAM_SILENT -> UPSTREAM_SILENT;
            case TOO_LONG -> TOO_LONG;
            case SHUTDOWN -> SHUTDOWN;
        };
    }

    /** What a failed send says of the client. */
    static EndReason of(ErrnoException e) {
        return e instanceof ErrnoException.PeerGone ? CLIENT_LEFT : NETWORK;
    }

    /** Counts it: as completed, among {@code daemon_stream_errors_total}, or, where it was refused, not at all. */
    public void countIn(Counts counts) {
        if (error != null) {
            counts.add(error);
        } else if (this == DONE) {
            counts.add(Count.STREAMS_COMPLETED);
        }
    }

    /** As the log has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
