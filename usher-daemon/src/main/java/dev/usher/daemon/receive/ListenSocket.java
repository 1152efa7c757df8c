package dev.usher.daemon.receive;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import dev.usher.fd.FileIdentity;
import dev.usher.fd.FileKind;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket a seat listens on, and its file. What another process serves is never taken away: only a socket that
 * nobody listens on is removed, under a lock, and only while it is the very file that was looked at. The file never has
 * more than its mode, not even for a moment.
 *
 * <p>Owns the socket and the file: {@link #unlink} removes the file while it is still ours.
 */
final class ListenSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListenSocket.class);

    private final Path path;
    private final UnixSocket socket;
    private final FileIdentity file;
    private boolean linked = true;

    private ListenSocket(Path path, UnixSocket socket, FileIdentity file) {
        this.path = path;
        this.socket = socket;
        this.file = file;
    }

    /**
     * Begins to listen.
     *
     * @param path absolute
     * @param mode permission bits of the file
     * @throws StartException where the path is taken, or cannot be looked at or made
     */
    static ListenSocket open(Path path, SocketType type, int mode) throws StartException {
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (!path.isAbsolute() || parent == null || name == null) {
            throw new StartException("the socket's path must be absolute: " + path);
        }
        try (PathFd directory = PathFd.open(parent.toString(), PathFd.Option.DIRECTORY);
                StartLock _ = StartLock.take(directory.facts().identity(), name.toString())) {
            removeStale(directory, path, name.toString());
            return listen(directory, path, type, mode);
        } catch (ErrnoException.NotFound e) {
            throw new StartException("cannot listen on " + path + ": its directory does not exist; make it first", e);
        } catch (ErrnoException.Denied e) {
            throw new StartException("cannot listen on " + path + ": this user may not write to " + parent, e);
        } catch (ErrnoException.AddressInUse e) {
            throw inUse(path);
        } catch (ErrnoException e) {
            throw new StartException("cannot listen on " + path + ": " + e.getMessage(), e);
        }
    }

    private static ListenSocket listen(PathFd directory, Path path, SocketType type, int mode) throws ErrnoException {
        UnixSocket socket = UnixSocket.open(type);
        boolean listens = false;
        try {
            UnixAddress address = UnixAddress.below(directory, String.valueOf(path.getFileName()));
            socket.bind(address, mode);
            FileIdentity file = FileFacts.ofPathItself(path.toString()).identity();
            socket.listen(HandoffLimits.BACKLOG);
            listens = true;
            return new ListenSocket(path, socket, file);
        } finally {
            if (!listens) {
                removeHalfMade(directory, path, socket);
                socket.close();
            }
        }
    }

    /** The file of a socket that was bound but never listened; nobody else can have made it, under the lock. */
    private static void removeHalfMade(PathFd directory, Path path, UnixSocket socket) {
        String name = String.valueOf(path.getFileName());
        try {
            if (!socket.facts().localAddress().isEmpty()) {
                directory.unlinkIfStill(
                        name, FileFacts.ofPathItself(path.toString()).identity());
            }
        } catch (ErrnoException e) {
            LOG.warn("{} was made but not used, and cannot be removed: {}", path, e.getMessage());
        }
    }

    private static void removeStale(PathFd directory, Path path, String name) throws ErrnoException, StartException {
        try (PathFd there = directory.openBelow(name, PathFd.Option.NO_FOLLOW)) {
            if (there.facts().kind() != FileKind.SOCKET) {
                throw new StartException(path + " exists but is not a socket; remove it or choose another path");
            }
            if (isStale(there, path)
                    && directory.unlinkIfStill(name, there.facts().identity())) {
                LOG.info("removed the stale socket {}", path);
            }
        } catch (ErrnoException.NotFound nothingThere) {
            LOG.debug("nothing at {}", path);
        }
    }

    private static boolean isStale(PathFd there, Path path) throws StartException {
        try (UnixSocket probe = UnixSocket.open(SocketType.SEQPACKET)) {
            probe.connect(there.asAddress());
        } catch (ErrnoException.Refused nobody) {
            return true;
        } catch (ErrnoException.NotFound gone) {
            return false;
        } catch (ErrnoException.WrongType | ErrnoException.BacklogFull somebody) {
            throw inUse(path);
        } catch (ErrnoException e) {
            throw new StartException("cannot find out whether " + path + " is in use: " + e.getMessage(), e);
        }
        throw inUse(path);
    }

    private static StartException inUse(Path path) {
        return new StartException(path + " is already in use by another process; stop it or choose another path");
    }

    UnixSocket socket() {
        return socket;
    }

    Path path() {
        return path;
    }

    /** Removes the file, if it is still ours; harmless the second time. */
    void unlink() {
        if (!linked) {
            return;
        }
        linked = false;
        try (PathFd directory = PathFd.open(String.valueOf(path.getParent()), PathFd.Option.DIRECTORY)) {
            if (!directory.unlinkIfStill(String.valueOf(path.getFileName()), file)) {
                LOG.info("{} is no longer ours and stays", path);
            }
        } catch (ErrnoException e) {
            LOG.warn("cannot remove {}: {}", path, e.getMessage());
        }
    }

    @Override
    public void close() {
        unlink();
        socket.close();
    }
}
