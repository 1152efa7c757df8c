package dev.usher.fd;

import org.jspecify.annotations.Nullable;

/** How a socket carries data (socket(2)). */
public enum SocketType {
    /** Bytes in order, without boundaries. */
    STREAM(1),
    /** Single messages; a Unix one is reliable and keeps the order (unix(7)). */
    DGRAM(2),
    /** A connection that carries messages, each arriving whole. */
    SEQPACKET(5);

    private final int number;

    SocketType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static @Nullable SocketType of(int number) {
        return switch (number) {
            case 1 -> STREAM;
            case 2 -> DGRAM;
            case 5 -> SEQPACKET;
            default -> null;
        };
    }
}
