package dev.usher.daemon.stream;

import dev.usher.loop.Timer;

/**
 * The deadlines of a stream, of which its timer holds the nearest. Sending and receiving do not move the timer; when it
 * comes early, it is set anew.
 */
final class StreamClock {
    /** What {@link #delayMillis} says where nothing will ever be due. */
    static final long NEVER = Long.MAX_VALUE;

    /** What is due. */
    enum Due {
        /** Nothing yet. */
        NOTHING,
        /** The client heard nothing for a while. */
        HEARTBEAT,
        /** The source was silent for too long. */
        SOURCE_SILENT,
        /** The stream is too long. */
        TOO_LONG,
        /** The client took nothing for too long. */
        CLIENT_STALLED,
        /** The client had time enough to close. */
        LINGERED
    }

    private StreamClock() {}

    /** The first of the deadlines that has passed, the gravest first. */
    static Due due(Stream stream, StreamSettings settings, long now) {
        if (now >= lingerDeadline(stream, settings)) {
            return Due.LINGERED;
        }
        if (now >= stallDeadline(stream, settings)) {
            return Due.CLIENT_STALLED;
        }
        if (now >= durationDeadline(stream, settings)) {
            return Due.TOO_LONG;
        }
        if (now >= sourceDeadline(stream, settings)) {
            return Due.SOURCE_SILENT;
        }
        return now >= heartbeatDeadline(stream, settings) ? Due.HEARTBEAT : Due.NOTHING;
    }

    /** Sets the stream's timer to its nearest deadline. */
    static void set(Timer timer, Stream stream) {
        long delay = delayMillis(stream, stream.settings, stream.home.nowMillis());
        if (delay == NEVER) {
            stream.home.loop().wheel().clear(timer);
        } else {
            stream.home.loop().wheel().set(timer, delay);
        }
    }

    /** How long until the nearest deadline; {@link #NEVER} where there is none. */
    static long delayMillis(Stream stream, StreamSettings settings, long now) {
        long nearest = Math.min(lingerDeadline(stream, settings), stallDeadline(stream, settings));
        nearest = Math.min(nearest, durationDeadline(stream, settings));
        nearest = Math.min(nearest, sourceDeadline(stream, settings));
        nearest = Math.min(nearest, heartbeatDeadline(stream, settings));
        return nearest == NEVER ? NEVER : Math.max(0, nearest - now);
    }

    private static long lingerDeadline(Stream stream, StreamSettings settings) {
        Ending ending = stream.ending();
        return ending == null
                ? NEVER
                : ending.deadlineMillis(
                        settings, stream.progressMillis, after(stream.startMillis(), settings.durationMillis()));
    }

    private static long stallDeadline(Stream stream, StreamSettings settings) {
        return stream.isWaitingForClient() ? after(stream.progressMillis, settings.writeMillis()) : NEVER;
    }

    private static long durationDeadline(Stream stream, StreamSettings settings) {
        return stream.hasAsked() ? after(stream.startMillis(), settings.durationMillis()) : NEVER;
    }

    /** A source that is held back by its client is not to blame for its silence. */
    private static long sourceDeadline(Stream stream, StreamSettings settings) {
        if (!stream.hasAsked() || stream.isWaitingForClient()) {
            return NEVER;
        }
        long limit = stream.heard ? settings.idleMillis() : settings.firstTokenMillis();
        return after(stream.sourceMillis, limit);
    }

    private static long heartbeatDeadline(Stream stream, StreamSettings settings) {
        if (!stream.hasAsked() || stream.isWaitingForClient()) {
            return NEVER;
        }
        return after(stream.progressMillis, settings.heartbeatMillis());
    }

    private static long after(long from, long limitMillis) {
        return limitMillis == 0 ? NEVER : from + limitMillis;
    }
}
