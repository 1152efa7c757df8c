package dev.usher.handoff;

import java.util.function.IntPredicate;

/**
 * What a listener takes.
 *
 * @param dataBytesMax the longest data, 1 to {@value #DATA_BYTES_MAX}; one buffer of this size is held for all senders
 * @param receiveTimeoutMillis how long a connected sender may take for its whole message, 1 to 60000
 * @param streamSilenceMillis on SOCK_STREAM, data that is no JSON value ends when nothing more came for so long
 * @param sendersMax senders that are connected and not done at one time; further ones wait in the kernel's queue
 * @param mayHandOff whether a sender with this uid may (SO_PEERCRED); what others bring is received all the same, within
 *     the same limits, so that the client can be told
 */
public record ReceiveLimits(
        int dataBytesMax, int receiveTimeoutMillis, int streamSilenceMillis, int sendersMax, IntPredicate mayHandOff) {
    /** 16 MiB: far over what a kernel takes in one message. */
    public static final int DATA_BYTES_MAX = 16 << 20;

    /** 1 MiB: five times what Linux takes in one message unless net.core.wmem_default was raised. */
    public static final int DATA_BYTES_DEFAULT = 1 << 20;

    /** The defaults: 1 MiB, 5 s, 100 ms, 1024 senders, of any uid. */
    public static final ReceiveLimits DEFAULTS = new ReceiveLimits(DATA_BYTES_DEFAULT, 5_000, 100, 1024, _ -> true);

    /** Refuses what is out of range. */
    public ReceiveLimits {
        range("dataBytesMax", dataBytesMax, DATA_BYTES_MAX);
        range("receiveTimeoutMillis", receiveTimeoutMillis, 60_000);
        range("streamSilenceMillis", streamSilenceMillis, 60_000);
        range("sendersMax", sendersMax, 65_536);
    }

    private static void range(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " must be between 1 and " + max + ": " + value);
        }
    }
}
