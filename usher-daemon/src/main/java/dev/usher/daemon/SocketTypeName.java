package dev.usher.daemon;

import dev.usher.fd.SocketType;

/** The types of socket a seat can listen on. */
public enum SocketTypeName {
    /** A message a handoff: what the reference's module speaks. */
    SEQPACKET(SocketType.SEQPACKET),
    /** A stream of bytes, for senders that know nothing else. */
    STREAM(SocketType.STREAM);

    private final SocketType type;

    SocketTypeName(SocketType type) {
        this.type = type;
    }

    SocketType type() {
        return type;
    }
}
