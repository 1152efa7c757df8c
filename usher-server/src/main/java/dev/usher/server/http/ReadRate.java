package dev.usher.server.http;

/**
 * How slowly a client may send (mod_reqtimeout's RequestReadTimeout): {@code firstSeconds}, and a second more for
 * each {@code bytesPerSecond} bytes it
 * has sent, up to {@code maxSeconds}.
 *
 * @param firstSeconds 0 for no limit
 * @param maxSeconds 0 for no limit to the extension
 * @param bytesPerSecond 0 for no extension
 */
public record ReadRate(int firstSeconds, int maxSeconds, int bytesPerSecond) {

    /** Nothing below 0; the greatest time is not less than the first. */
    public ReadRate {
        if (firstSeconds < 0 || maxSeconds < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("seconds and rate must not be negative: " + firstSeconds + "-"
                    + maxSeconds + ", " + bytesPerSecond);
        }
        if (maxSeconds != 0 && maxSeconds < firstSeconds) {
            throw new IllegalArgumentException(
                    "the greatest time, " + maxSeconds + " s, is less than the first, " + firstSeconds + " s");
        }
    }

    /** Whether there is a limit at all. */
    boolean isLimited() {
        return firstSeconds > 0;
    }

    /** How many milliseconds after its start a read of which {@code bytes} have come must be over. */
    long millisFor(long bytes) {
        long millis = firstSeconds * 1000L;
        if (bytesPerSecond > 0) {
            millis += bytes * 1000 / bytesPerSecond;
        }
        return maxSeconds > 0 ? Math.min(millis, maxSeconds * 1000L) : millis;
    }
}
