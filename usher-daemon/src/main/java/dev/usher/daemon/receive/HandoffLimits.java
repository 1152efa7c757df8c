package dev.usher.daemon.receive;

import dev.usher.handoff.ReceiveLimits;

/** How much a handoff may be. */
final class HandoffLimits {
    /** Most bytes of data; over SEQPACKET a sender gets 212,960 through with the kernel's default of wmem_default. */
    static final int DATA_BYTES_MAX = ReceiveLimits.DATA_BYTES_DEFAULT;

    /** Connections the kernel keeps for us; it cuts this to net.core.somaxconn. */
    static final int BACKLOG = 4096;

    private HandoffLimits() {}
}
