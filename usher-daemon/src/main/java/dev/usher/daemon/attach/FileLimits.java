package dev.usher.daemon.attach;

/**
 * How much one request may bring.
 *
 * @param countMax files and inline images
 * @param textBytesMax of one file of text
 * @param binaryBytesMax of one image or document
 * @param totalBytesMax of all of them
 */
public record FileLimits(int countMax, long textBytesMax, long binaryBytesMax, long totalBytesMax) {
    /** The reference's limits for one file; for all, what Anthropic takes in a request: the lowest of the APIs'. */
    public static final FileLimits DEFAULT = new FileLimits(16, 1 << 20, 20 << 20, 32 << 20);

    /** A limit that lets nothing in is a mistake. */
    public FileLimits {
        if (countMax < 1 || textBytesMax < 1 || binaryBytesMax < 1 || totalBytesMax < 1) {
            throw new IllegalArgumentException("a limit of attachments is below 1");
        }
    }
}
