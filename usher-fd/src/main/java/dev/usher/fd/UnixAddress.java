package dev.usher.fd;

/**
 * Where a Unix socket is or shall be (unix(7)).
 *
 * <p>A path may be of any length the file system takes: the 107 bytes of a sockaddr_un are got around by an O_PATH
 * descriptor and /proc/self/fd. A path with a NUL is refused; abstract names exist only where {@link #abstractName}
 * makes one, so no path turns into one by accident.
 */
public sealed interface UnixAddress {

    /** A path, absolute or relative to the working directory. Symbolic links are followed. */
    static UnixAddress path(String path) {
        return new FilePath(path);
    }

    /** As {@link #path(String)}. */
    static UnixAddress path(java.nio.file.Path path) {
        return new FilePath(path.toString());
    }

    /** The very socket file this descriptor was opened on: nothing that happens to its path since matters. To connect. */
    static UnixAddress through(PathFd socket) {
        return new Through(socket);
    }

    /** A name inside this very directory. To bind and to connect. */
    static UnixAddress below(PathFd directory, String name) {
        return new Below(directory, name);
    }

    /** A name without a file, gone with its socket, that anybody of the network namespace may take or connect to. */
    static UnixAddress abstractName(String name) {
        return new AbstractName(name);
    }

    /** The address for messages: its path, or "@name". */
    String text();

    /**
     * See {@link #path(String)}.
     *
     * @param path not empty, no NUL
     */
    record FilePath(String path) implements UnixAddress {
        /** Checks the path. */
        public FilePath {
            if (path.isEmpty()) {
                throw new IllegalArgumentException("the path of a Unix socket is empty");
            }
            PathText.bytes(path);
        }

        @Override
        public String text() {
            return path;
        }

        boolean fits() {
            return PathText.bytes(path).length <= Layouts.SUN_PATH_MAX;
        }
    }

    /**
     * See {@link UnixAddress#through}.
     *
     * @param socket open for as long as the address is used
     */
    record Through(PathFd socket) implements UnixAddress {
        @Override
        public String text() {
            return socket.openedAs();
        }
    }

    /**
     * See {@link UnixAddress#below}.
     *
     * @param directory open for as long as the address is used
     * @param name one path component, no "/" and no NUL
     */
    record Below(PathFd directory, String name) implements UnixAddress {
        /** Checks the name. */
        public Below {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
                throw new IllegalArgumentException("not the name of a file in a directory: \"" + name + "\"");
            }
            PathText.bytes(name);
        }

        @Override
        public String text() {
            return directory.openedAs() + "/" + name;
        }
    }

    /**
     * See {@link UnixAddress#abstractName}.
     *
     * @param name 1 to 107 bytes of UTF-8, without the NUL in front of it
     */
    record AbstractName(String name) implements UnixAddress {
        /** Checks the name. */
        public AbstractName {
            int bytes = PathText.bytes(name).length;
            if (bytes < 1 || bytes > Layouts.SUN_PATH_MAX) {
                throw new IllegalArgumentException(
                        "an abstract name has 1 to " + Layouts.SUN_PATH_MAX + " bytes, this has " + bytes);
            }
        }

        @Override
        public String text() {
            return "@" + name;
        }
    }
}
