package dev.usher.daemon.stream;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.StreamOptions;
import dev.usher.fd.StreamSocket;

/**
 * What a client's TCP socket is told (tcp(7)): events leave at once; the kernel keeps little that was not sent, so that
 * a slow client is noticed by its source; a client whose machine is gone is found out. A Unix socket needs none of it.
 */
public final class ClientOptions {
    /** How much may wait unsent in the kernel: a few hundred events. */
    private static final int NOT_SENT_LOW_WATER_BYTES = 16 * 1024;

    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int KEEP_ALIVE_PROBES = 4;

    private ClientOptions() {}

    /** Sets them. */
    public static void set(StreamSocket socket, StreamSettings settings) throws ErrnoException {
        StreamOptions options = socket.options();
        if (!options.noDelayIfTcp()) {
            return;
        }
        options.notSentLowWaterBytes(NOT_SENT_LOW_WATER_BYTES);
        options.keepAlive(KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, KEEP_ALIVE_PROBES);
        if (settings.writeMillis() > 0) {
            options.userTimeoutMillis((int) Math.min(settings.writeMillis(), Integer.MAX_VALUE));
        }
    }
}
