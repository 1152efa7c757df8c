package dev.usher.handoff;

/** Why what a sender brought was not taken. The label is what logs and counters show. */
public enum Refusal {
    /** The sender's uid is not among those that may hand off. */
    SENDER("sender_not_allowed"),
    /** Nothing came within the time for it. */
    SILENT("timeout"),
    /** The sender closed before a whole message was there. */
    EMPTY("no_message"),
    /** A message came without a descriptor. */
    NO_DESCRIPTOR("no_descriptor"),
    /** More than one descriptor came; all were closed. */
    SEVERAL_DESCRIPTORS("several_descriptors"),
    /** MSG_CTRUNC: descriptors were cut off, or the process had no free number for them. */
    DESCRIPTORS_TRUNCATED("descriptors_truncated"),
    /** The data is longer than the limit: MSG_TRUNC, or the limit reached on a stream. */
    DATA_TOO_LONG("data_too_long"),
    /** What came is no connected stream socket. */
    NO_CLIENT("no_connected_stream_socket"),
    /** The kernel reported an error. */
    FAILED("error");

    private final String label;

    Refusal(String label) {
        this.label = label;
    }

    /** The short name for logs and metrics: lower case and underscores. */
    public String label() {
        return label;
    }
}
