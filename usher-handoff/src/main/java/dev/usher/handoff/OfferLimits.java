package dev.usher.handoff;

import java.util.function.IntPredicate;

/**
 * How an offer is made.
 *
 * @param connectTimeoutMillis how long a seat that is not there, or whose backlog is full, is waited for in all, 1 to 60000
 * @param sendTimeoutMillis how long a socket that takes nothing is waited for, 1 to 60000
 * @param maxRetries how often a seat that is not there is tried again, after 10, 20, 40 … ms, within the connect timeout; 0 to 10
 * @param socketType which type to connect with
 * @param seatOfUid whether a listener of this uid (SO_PEERCRED) is taken for a seat at all
 * @param streamOfUid with {@link SocketChoice#AUTO}, whether a SOCK_STREAM listener of this uid is; a service of root's that
 *     happens to listen below the prefix should not be
 */
public record OfferLimits(
        int connectTimeoutMillis,
        int sendTimeoutMillis,
        int maxRetries,
        SocketChoice socketType,
        IntPredicate seatOfUid,
        IntPredicate streamOfUid) {
    /** Which type of socket a seat is thought to listen on. */
    public enum SocketChoice {
        /** SOCK_SEQPACKET, and SOCK_STREAM where the kernel says EPROTOTYPE; remembered for each socket. */
        AUTO,
        /** SOCK_SEQPACKET only. */
        SEQPACKET,
        /** SOCK_STREAM only. */
        STREAM
    }

    /** Refuses what is out of range. */
    public OfferLimits {
        range("connectTimeoutMillis", connectTimeoutMillis, 1, 60_000);
        range("sendTimeoutMillis", sendTimeoutMillis, 1, 60_000);
        range("maxRetries", maxRetries, 0, 10);
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be between " + min + " and " + max + ": " + value);
        }
    }
}
