package dev.usher.server.http;

/**
 * An HTTP version of a message in text (RFC 9112 §2.3).
 *
 * @param major one digit
 * @param minor one digit
 */
public record Version(int major, int minor) {
    /** HTTP/1.0. */
    public static final Version HTTP_1_0 = new Version(1, 0);
    /** HTTP/1.1. */
    public static final Version HTTP_1_1 = new Version(1, 1);

    /** {@code HTTP/1.1}, as it stands in a start line. */
    @Override
    public String toString() {
        return "HTTP/" + major + "." + minor;
    }
}
