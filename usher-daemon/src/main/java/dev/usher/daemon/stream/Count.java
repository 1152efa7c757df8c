package dev.usher.daemon.stream;

/** What a seat counts. The names, which dashboards know, are the reference's. */
public enum Count {
    /** Clients received. */
    CONNECTIONS("daemon_connections_total"),
    /** Clients refused with 503: at capacity, without descriptors, or while draining. */
    CONNECTIONS_REJECTED("daemon_connections_rejected_total"),
    /** Clients refused with 429: their user has as many streams as one may have. */
    LIMITED_USER("daemon_clients_limited_total", "user"),
    /** Clients refused with 429: their address has as many streams as one may have. */
    LIMITED_ADDRESS("daemon_clients_limited_total", "address"),
    /** Streams begun. */
    HANDOFFS("daemon_handoffs_total"),
    /** Settings that were read anew, and taken over. */
    RELOADS_OK("daemon_config_reloads_total", "ok"),
    /** Settings that were to be read anew, and could not be: all stayed as it was. */
    RELOADS_FAILED("daemon_config_reloads_total", "failed"),
    /** A sender whose uid may not hand off. */
    HANDOFF_ERRORS_SENDER("daemon_handoff_errors_total", "sender_not_allowed"),
    /** A sender that connected and stayed silent. */
    HANDOFF_ERRORS_TIMEOUT("daemon_handoff_errors_total", "timeout"),
    /** A sender that closed before its message. */
    HANDOFF_ERRORS_EMPTY("daemon_handoff_errors_total", "no_message"),
    /** A message without a descriptor. */
    HANDOFF_ERRORS_NO_DESCRIPTOR("daemon_handoff_errors_total", "no_descriptor"),
    /** More than one descriptor in a message. */
    HANDOFF_ERRORS_DESCRIPTORS("daemon_handoff_errors_total", "several_descriptors"),
    /** Descriptors were cut off by the kernel. */
    HANDOFF_ERRORS_CONTROL("daemon_handoff_errors_total", "descriptors_truncated"),
    /** The data were longer than can be taken. */
    HANDOFF_ERRORS_TRUNCATED("daemon_handoff_errors_total", "data_too_long"),
    /** The descriptor was no connected stream socket. */
    HANDOFF_ERRORS_KIND("daemon_handoff_errors_total", "no_connected_stream_socket"),
    /** A system call failed. */
    HANDOFF_ERRORS_FAILED("daemon_handoff_errors_total", "error"),
    /** Data that are no JSON, or a field of the wrong type: answered with 400. */
    HANDOFF_ERRORS_DATA("daemon_handoff_errors_total", "bad_data"),
    /** Streams whose client left before the end. */
    STREAM_ERRORS_CLIENT("daemon_stream_errors_total", "client_disconnected"),
    /** Streams that took too long in one way or another. */
    STREAM_ERRORS_TIMEOUT("daemon_stream_errors_total", "timeout"),
    /** Streams ended by a shutdown. */
    STREAM_ERRORS_CANCELED("daemon_stream_errors_total", "canceled"),
    /** Streams ended by the client's network. */
    STREAM_ERRORS_NETWORK("daemon_stream_errors_total", "network"),
    /** Streams whose source failed. */
    STREAM_ERRORS_OTHER("daemon_stream_errors_total", "other"),
    /** Streams whose client was sent the last byte of what the source had to say, and our FIN. */
    STREAMS_COMPLETED("daemon_streams_completed_total"),
    /** Bytes the kernel took. */
    BYTES_SENT("daemon_bytes_sent_total"),
    /** Tokens written as events. */
    CHUNKS_SENT("daemon_chunks_sent_total"),
    /** Requests to the backend. */
    BACKEND_REQUESTS("daemon_backend_requests_total"),
    /** Requests the backend failed. */
    BACKEND_ERRORS("daemon_backend_errors_total");

    private final String metric;
    private final String reason;

    Count(String metric) {
        this(metric, "");
    }

    Count(String metric, String reason) {
        this.metric = metric;
        this.reason = reason;
    }

    /** The count of handoff errors with this reason; {@link #HANDOFF_ERRORS_FAILED} where none has it. */
    public static Count of(String handoffErrorReason) {
        for (Count count : values()) {
            if (count.metric.equals(HANDOFF_ERRORS_FAILED.metric) && count.reason.equals(handoffErrorReason)) {
                return count;
            }
        }
        return HANDOFF_ERRORS_FAILED;
    }

    /**
     * Counts a client that is answered with {@code status} instead of a stream. What came with a 403, 408 or 413 was
     * counted where it was found: no stream can know more of it.
     */
    static void countRefusal(int status, Counts counts) {
        switch (status) {
            case 400 -> counts.add(HANDOFF_ERRORS_DATA);
            case 500 -> counts.add(STREAM_ERRORS_OTHER);
            case 503 -> counts.add(CONNECTIONS_REJECTED);
            default -> {}
        }
    }

    /** The metric's name. */
    public String metric() {
        return metric;
    }

    /** The value of its label, {@code reason} or {@code result}; empty where it has none. */
    public String reason() {
        return reason;
    }
}
