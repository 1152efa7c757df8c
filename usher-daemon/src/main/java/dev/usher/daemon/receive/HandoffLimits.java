package dev.usher.daemon.receive;

/** How much a handoff may be, and how long it may take. */
final class HandoffLimits {
    /**
     * Most bytes of data. Over SEQPACKET a sender gets 212,960 through with the kernel's default of net.core.wmem_default;
     * over STREAM, and where that is raised, data may be longer.
     */
    static final int DATA_BYTES_MAX = 1024 * 1024;

    /** A peer that connected has so long to hand over. */
    static final long PEER_MILLIS_MAX = 5_000;

    /** Data over STREAM end after so long without more, where neither EOF nor their JSON ends them. */
    static final long STREAM_SILENCE_MILLIS = 100;

    /** Peers that may be waited for at once; the one that waited longest gives way to one more. */
    static final int WAITING_PEERS_MAX = 256;

    /** Descriptors that are let in with one message, to be closed: as many as one can carry. */
    static final int DESCRIPTORS_MAX = 253;

    /** Peers accepted in one turn of the loop. */
    static final int ACCEPTS_PER_TURN = 64;

    /** Connections the kernel keeps for us; it cuts this to net.core.somaxconn. */
    static final int BACKLOG = 4096;

    private HandoffLimits() {}
}
