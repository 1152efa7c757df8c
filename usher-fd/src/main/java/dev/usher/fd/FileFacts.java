package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * What statx(2) says of a path or a descriptor.
 *
 * @param kind what it is
 * @param uid its owner
 * @param gid its group
 * @param mode permission bits with set-id and sticky, 0 to 07777
 * @param identity which inode it is
 */
public record FileFacts(FileKind kind, int uid, int gid, int mode, FileIdentity identity) {

    /**
     * Asks for a path; a symbolic link at its end is followed.
     *
     * @throws ErrnoException of statx: NotFound, Denied and others
     */
    public static FileFacts ofPath(String path) throws ErrnoException {
        return ask(Layouts.AT_FDCWD, path, 0, path);
    }

    /** Asks for a path; a symbolic link at its end is not followed but described. */
    public static FileFacts ofPathItself(String path) throws ErrnoException {
        return ask(Layouts.AT_FDCWD, path, Layouts.AT_SYMLINK_NOFOLLOW, path);
    }

    static FileFacts ofNumber(int number, String what) throws ErrnoException {
        return ask(number, "", Layouts.AT_EMPTY_PATH, what);
    }

    private static FileFacts ask(int directory, String path, int flags, String what) throws ErrnoException {
        Scratch s = Scratch.current();
        PathText.write(s, "statx", path);
        Sys sys = Kernel.sys();
        Kernel.must("statx", what, () -> sys.statx(directory, s.path, flags, Layouts.STATX_BASIC_STATS, s.statx));
        MemorySegment x = s.statx;
        int mode = Short.toUnsignedInt(x.get(JAVA_SHORT, Layouts.STATX_MODE));
        return new FileFacts(
                FileKind.ofMode(mode),
                x.get(JAVA_INT, Layouts.STATX_UID),
                x.get(JAVA_INT, Layouts.STATX_GID),
                mode & 07777,
                new FileIdentity(
                        x.get(JAVA_INT, Layouts.STATX_DEV_MAJOR),
                        x.get(JAVA_INT, Layouts.STATX_DEV_MINOR),
                        x.get(JAVA_LONG, Layouts.STATX_INODE)));
    }
}
