package dev.usher.daemon.stream;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.StreamSocket;
import java.nio.ByteBuffer;

/**
 * The end of one stream, after its last word. A plain close would turn input that nobody read into a reset, which may
 * overtake what was said: so what is left leaves, then our FIN, then what the client still sends is read and dropped.
 *
 * <pre>
 *   UNSENT ── all has left: FIN ──► LINGERING ── the client's FIN, 2 s of its silence, or 30 s ──► OVER
 *      │ the client left, or reads nothing                                                           ▲
 *      └─────────────────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Exists only while a stream ends, and owns nothing: the descriptor and the timer stay the stream's. All methods are called
 * on the loop.
 */
public final class Ending {
    /** What {@link #drain} says when nothing more will come. */
    public static final int OVER = -1;

    /** A client's input is read and dropped up to here while it is streamed to; then it is left where it is. */
    static final int INPUT_READ_MAX = 256 * 1024;

    private final EndReason reason;
    private long sinceMillis; // since the last word; once our FIN is sent, since then
    private boolean finished; // our FIN is sent

    /** Begins with the last word said. */
    public Ending(EndReason reason, long nowMillis) {
        this.reason = reason;
        this.sinceMillis = nowMillis;
    }

    /** Why the stream ends: it holds once all was sent, whatever the client does afterwards. */
    EndReason reason() {
        return reason;
    }

    /** Whether our FIN is sent. */
    public boolean isFinished() {
        return finished;
    }

    /** Sends our FIN, once all that was said has left; false where the client was faster and nobody is left to tell. */
    public boolean finish(StreamSocket socket, long nowMillis) {
        try {
            socket.shutdownWrite();
        } catch (ErrnoException e) {
            return false;
        }
        finished = true;
        sinceMillis = nowMillis;
        return true;
    }

    /**
     * Reads and drops. One read a call, so that no client keeps the loop.
     *
     * @param hungUp whether nothing more can come
     * @param transit a direct buffer of the loop's, cleared
     * @return bytes dropped, or {@link #OVER}
     */
    public static int drain(StreamSocket socket, boolean hungUp, ByteBuffer transit) {
        try {
            int got = socket.receive(transit);
            return got == 0 || (got < 0 && hungUp) ? OVER : Math.max(0, got);
        } catch (ErrnoException e) {
            return OVER;
        }
    }

    /**
     * When the client has had time enough, by the clock of {@link Home#nowMillis}.
     *
     * @param progressMillis the last byte to the client; once FIN is sent, the last one from it
     * @param longestMillis when the stream reaches its longest duration; {@link StreamClock#NEVER} without a limit
     */
    public long deadlineMillis(StreamSettings settings, long progressMillis, long longestMillis) {
        if (!finished) {
            return unsentDeadline(settings, progressMillis, longestMillis);
        }
        return Math.min(
                progressMillis + StreamSettings.LINGER_IDLE_MILLIS, sinceMillis + StreamSettings.LINGER_TOTAL_MILLIS);
    }

    /**
     * All was said, but not all has left. A client that goes on reading may have the time a stream may take, and the
     * linger on top; one that reads nothing, the linger, also where its reads have no limit otherwise.
     */
    private long unsentDeadline(StreamSettings settings, long progressMillis, long longestMillis) {
        long still = progressMillis + Math.max(settings.writeMillis(), StreamSettings.LINGER_TOTAL_MILLIS);
        return longestMillis == StreamClock.NEVER
                ? still
                : Math.min(still, Math.max(longestMillis, sinceMillis) + StreamSettings.LINGER_TOTAL_MILLIS);
    }
}
