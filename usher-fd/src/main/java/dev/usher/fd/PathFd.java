package dev.usher.fd;

import java.util.List;

/**
 * A place in the file system held by an O_PATH descriptor (open(2)): it stays that very file or directory whatever
 * happens to its path. Nothing is opened in the sense of reading or waking anybody; a socket's file can be held too.
 *
 * <p>Owns its descriptor until {@link #close}. Needs /proc for {@link #resolved}, {@link #chmod} and for use as an
 * address.
 */
public final class PathFd implements AutoCloseable {
    /** How to open. */
    public enum Option {
        /** O_NOFOLLOW: a symbolic link at the end of the path is held itself. */
        NO_FOLLOW,
        /** O_DIRECTORY: anything but a directory is ENOTDIR. */
        DIRECTORY
    }

    private final Fd fd;
    private final String openedAs;

    private PathFd(Fd fd, String openedAs) {
        this.fd = fd;
        this.openedAs = openedAs;
    }

    /**
     * Opens a path.
     *
     * @param path absolute or relative to the working directory, up to 4095 bytes
     * @throws ErrnoException of openat: NotFound, Denied, NoDescriptorsLeft, ELOOP and others
     * @throws IllegalArgumentException for a NUL in the path
     */
    public static PathFd open(String path, Option... options) throws ErrnoException {
        return openAt(Layouts.AT_FDCWD, path, path, options);
    }

    /**
     * Opens a path relative to this directory. "..", absolute paths and symbolic links in it lead out as they do
     * everywhere: check {@link #resolved} where that matters.
     */
    public PathFd openBelow(String relative, Option... options) throws ErrnoException {
        return openAt(fd.number(), relative, openedAs + "/" + relative, options);
    }

    private static PathFd openAt(int directory, String path, String text, Option... options) throws ErrnoException {
        Scratch s = Scratch.current();
        PathText.write(s, "openat", path);
        int flags = flags(List.of(options));
        Sys sys = Kernel.sys();
        int number = (int) Kernel.must("openat", text, () -> sys.openat(directory, s.path, flags, 0));
        return new PathFd(Fd.own(number, "O_PATH on " + text), text);
    }

    private static int flags(List<Option> options) {
        return Layouts.O_PATH
                | Layouts.O_CLOEXEC
                | (options.contains(Option.NO_FOLLOW) ? Layouts.O_NOFOLLOW : 0)
                | (options.contains(Option.DIRECTORY) ? Layouts.O_DIRECTORY : 0);
    }

    /** The path it was opened with. */
    public String openedAs() {
        return openedAs;
    }

    /**
     * The real path, without symbolic links, as the kernel knows it now; " (deleted)" at its end where it is gone.
     *
     * @throws ErrnoException of readlink: NotFound where /proc is not mounted
     */
    public String resolved() throws ErrnoException {
        Scratch s = Scratch.current();
        PathText.write(s, "readlink", procPath());
        Sys sys = Kernel.sys();
        var target = s.data(Layouts.PATH_MAX);
        long length = Kernel.must("readlink", openedAs, () -> sys.readlink(s.path, target, Layouts.PATH_MAX));
        return PathText.read(target, 0, (int) length);
    }

    /** What it is, whose, with which mode. */
    public FileFacts facts() throws ErrnoException {
        return FileFacts.ofNumber(fd.number(), openedAs);
    }

    /** Sets the mode of the file held, of no other that may have its path by now. */
    public void chmod(int mode) throws ErrnoException {
        Scratch s = Scratch.current();
        PathText.write(s, "fchmodat", procPath());
        Sys sys = Kernel.sys();
        Kernel.must("fchmodat", openedAs, () -> sys.fchmodat(Layouts.AT_FDCWD, s.path, mode, 0));
    }

    /**
     * Removes a name from this directory, not a directory. Linux has no call that removes a name only while it leads to
     * a given file: where others may write to the directory, {@link #unlinkIfStill} narrows the gap but cannot close it.
     */
    public void unlink(String name) throws ErrnoException {
        Scratch s = Scratch.current();
        PathText.write(s, "unlinkat", name);
        Sys sys = Kernel.sys();
        int directory = fd.number();
        Kernel.must("unlinkat", openedAs + "/" + name, () -> sys.unlinkat(directory, s.path, 0));
    }

    /**
     * Removes a name from this directory if it leads to that file still.
     *
     * @return false where the name is gone or is another file's
     */
    public boolean unlinkIfStill(String name, FileIdentity file) throws ErrnoException {
        try (PathFd now = openBelow(name, Option.NO_FOLLOW)) {
            if (!now.facts().identity().equals(file)) {
                return false;
            }
            unlink(name);
            return true;
        } catch (ErrnoException.NotFound gone) {
            return false;
        }
    }

    /** This very socket file, to connect to. */
    public UnixAddress asAddress() {
        return UnixAddress.through(this);
    }

    /** The descriptor, still owned by this. */
    public Fd fd() {
        return fd;
    }

    /** The path under which this process reaches the file held. */
    String procPath() {
        return "/proc/self/fd/" + fd.number();
    }

    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return "PathFd " + fd;
    }
}
