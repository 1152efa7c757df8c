package dev.usher.daemon.stream;

/**
 * How long a stream may take over what, in milliseconds; 0 is no limit, and no heartbeats.
 *
 * @param heartbeatMillis silence after which a comment is sent
 * @param firstTokenMillis longest wait for a source's first sign of life
 * @param idleMillis longest silence of a source after that
 * @param durationMillis longest stream
 * @param writeMillis longest time a client may read nothing while something waits for it
 */
public record StreamSettings(
        long heartbeatMillis, long firstTokenMillis, long idleMillis, long durationMillis, long writeMillis) {
    /** A client that has its whole answer may say nothing for so long before it is closed: httpd's 2 s. */
    static final long LINGER_IDLE_MILLIS = 2_000;

    /** And so long in all: httpd's 30 s. */
    static final long LINGER_TOTAL_MILLIS = 30_000;
}
