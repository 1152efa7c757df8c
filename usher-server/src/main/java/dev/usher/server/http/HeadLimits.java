package dev.usher.server.http;

/**
 * How large a request's head may be. The first three are httpd's directives, with its defaults ({@link #DEFAULT}).
 *
 * @param requestLineBytes LimitRequestLine: the request line without its CRLF, 1 or more
 * @param fieldBytes LimitRequestFieldSize: one field line, name and value, without its CRLF, 1 or more
 * @param fields LimitRequestFields: the number of field lines, trailers included; 0 or more (as with httpd, 0 is not
 *     "unlimited" here but none)
 * @param headBytes all field lines together, without their CRLFs, 1 or more
 * @param emptyLines empty lines (CRLF) that are skipped before a request line, RFC 9112 §2.2; 0 or more
 */
public record HeadLimits(int requestLineBytes, int fieldBytes, int fields, int headBytes, int emptyLines) {
    /** httpd's 8190, 8190 and 100; 256 KiB in all, which is 32 fields of the largest size; 10 empty lines, as httpd. */
    public static final HeadLimits DEFAULT = new HeadLimits(8190, 8190, 100, 256 * 1024, 10);

    /** Refuses what no head could meet. */
    public HeadLimits {
        if (requestLineBytes < 1 || fieldBytes < 1 || headBytes < 1 || fields < 0 || emptyLines < 0) {
            throw new IllegalArgumentException("limits of a head must be positive: LimitRequestLine " + requestLineBytes
                    + ", LimitRequestFieldSize " + fieldBytes + ", LimitRequestFields " + fields + ", head " + headBytes
                    + ", empty lines " + emptyLines);
        }
    }
}
