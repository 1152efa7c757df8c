package dev.usher.server.handoff;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.PathFd;

/**
 * The directory seats must be in (SocketHandoffAllowedPrefix).
 *
 * @param path absolute and normalised; {@code /var/run/} is {@code /var/run}
 */
record AllowedPrefix(String path) {
    private static final String DELETED = " (deleted)";

    /** How the directive's word becomes one. */
    static final ValueType<AllowedPrefix> TYPE =
            ValueType.of("PATH", 1, 1, words -> AllowedPrefix.parse(words.getFirst()));

    private static AllowedPrefix parse(String word) throws BadValue {
        String normalised = AbsolutePath.normalised(word);
        if (normalised == null) {
            throw new BadValue("must be an absolute path (/ allows every path)", word);
        }
        return new AllowedPrefix(normalised);
    }

    /**
     * Where it really is, now: {@code /var/run} is {@code /run} on most machines. Asked at each handoff, since links change.
     *
     * @throws ErrnoException where it cannot be opened: NotFound, Denied and others
     */
    String resolved() throws ErrnoException {
        try (PathFd directory = PathFd.open(path)) {
            String real = directory.resolved();
            if (real.endsWith(DELETED) && !path.endsWith(DELETED)) {
                throw ErrnoException.of("openat", Errno.ENOENT.number(), path);
            }
            return real;
        }
    }

    @Override
    public String toString() {
        return path.equals("/") ? path : path + "/";
    }
}
