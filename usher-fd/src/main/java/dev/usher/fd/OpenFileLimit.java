package dev.usher.fd;

/**
 * RLIMIT_NOFILE (getrlimit(2)): one more than the highest descriptor number. As unsigned numbers; RLIM_INFINITY is -1.
 *
 * @param soft what holds
 * @param hard what soft may be raised to
 */
public record OpenFileLimit(long soft, long hard) {
    /** Checks that soft is not above hard. */
    public OpenFileLimit {
        if (Long.compareUnsigned(soft, hard) > 0) {
            throw new IllegalArgumentException("soft limit " + Long.toUnsignedString(soft) + " is above the hard limit "
                    + Long.toUnsignedString(hard));
        }
    }
}
