package dev.usher.daemon.receive;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import dev.usher.fd.FileIdentity;
import dev.usher.fd.FileKind;
import dev.usher.fd.PathFd;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket a seat listens on, and its file. What another process serves is taken away only where that was asked for:
 * otherwise only a socket that nobody listens on is removed, under a lock, and only while it is the very file that was
 * looked at. The file never has more than its mode, not even for a moment.
 *
 * <pre>
 *   open() ──► PATH ──────────────────────────────────────────► unlink() / close()
 *      └─ taking over ──► PATH.new, locked ── publish() ──► PATH ──┘
 * </pre>
 *
 * <p>A rename is one step for the kernel: whoever connects reaches the one that served before it, or this one.
 *
 * <p>Owns the socket and the file: {@link #unlink} removes the file while it is still ours. {@link #publish} may be
 * called from any thread, before the loop is told of anything; the rest is for the loop, or when it has ended.
 */
final class ListenSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListenSocket.class);

    /** What the file is called until it takes the path over. */
    private static final String NEW = ".new";

    private final Path path;
    private final UnixSocket socket;
    private final @Nullable FileIdentity file; // null: the file is a service manager's
    private volatile Path linkedAt;
    private volatile @Nullable StartLock untilPublished;
    private boolean linked;

    private ListenSocket(Path path, UnixSocket socket, FileIdentity file, Path linkedAt) {
        this.path = path;
        this.socket = socket;
        this.file = file;
        this.linkedAt = linkedAt;
        this.linked = true;
    }

    private ListenSocket(Path path, UnixSocket socket) {
        this.path = path;
        this.socket = socket;
        this.file = null;
        this.linkedAt = path;
        this.linked = false;
    }

    /** Whether a service manager listens on it too. */
    boolean isInherited() {
        return file == null;
    }

    /**
     * Begins to listen.
     *
     * @param path absolute
     * @param rules among them the file's mode, and whether a path that is served is taken over: then it is the other's
     *     until {@link #publish}
     * @throws StartException where the path is taken, or cannot be looked at or made
     */
    static ListenSocket open(Path path, HandoffRules rules) throws StartException {
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (!path.isAbsolute() || parent == null || name == null) {
            throw new StartException("the socket's path must be absolute: " + path);
        }
        UnixSocket inherited = InheritedSockets.ofThisProcess().take(path, rules.type());
        if (inherited != null) {
            return inherited(path, inherited);
        }
        try (PathFd directory = PathFd.open(parent.toString(), PathFd.Option.DIRECTORY)) {
            StartLock lock = StartLock.take(directory.facts().identity(), name.toString());
            return open(directory, path, rules, lock);
        } catch (ErrnoException.NotFound e) {
            throw new StartException("cannot listen on " + path + ": its directory does not exist; make it first", e);
        } catch (ErrnoException.Denied e) {
            throw new StartException("cannot listen on " + path + ": this user may not write to " + parent, e);
        } catch (ErrnoException.AddressInUse e) {
            throw Incumbent.inUse(path);
        } catch (ErrnoException e) {
            throw new StartException("cannot listen on " + path + ": " + e.getMessage(), e);
        }
    }

    /** The service manager listens there, and its file is its own to make and to remove. */
    static ListenSocket inherited(Path path, UnixSocket socket) {
        return new ListenSocket(path, socket);
    }

    private static ListenSocket open(PathFd directory, Path path, HandoffRules rules, StartLock lock)
            throws ErrnoException, StartException {
        boolean keepsLock = false;
        try {
            Path at = place(directory, path, rules.takeOver());
            ListenSocket listening = listen(directory, path, at, rules);
            if (!at.equals(path)) {
                listening.untilPublished = lock;
                keepsLock = true;
            }
            return listening;
        } finally {
            if (!keepsLock) {
                lock.close();
            }
        }
    }

    /** Where to bind: at the path itself where nobody serves it. What a take-over that crashed has left goes. */
    private static Path place(PathFd directory, Path path, boolean takeOver) throws StartException, ErrnoException {
        boolean served = Incumbent.isServed(directory, path);
        if (!takeOver) {
            if (served) {
                throw Incumbent.inUse(path);
            }
            return path;
        }
        Path beside = path.resolveSibling(path.getFileName() + NEW);
        if (Incumbent.isServed(directory, beside)) {
            throw Incumbent.inUse(beside);
        }
        return served ? beside : path;
    }

    private static ListenSocket listen(PathFd directory, Path path, Path at, HandoffRules rules) throws ErrnoException {
        UnixSocket socket = UnixSocket.open(rules.type());
        boolean listens = false;
        try {
            UnixAddress address = UnixAddress.below(directory, String.valueOf(at.getFileName()));
            socket.bind(address, rules.mode());
            FileIdentity file = FileFacts.ofPathItself(at.toString()).identity();
            socket.listen(HandoffLimits.BACKLOG);
            listens = true;
            return new ListenSocket(path, socket, file, at);
        } finally {
            if (!listens) {
                removeHalfMade(directory, at, socket);
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

    UnixSocket socket() {
        return socket;
    }

    Path path() {
        return path;
    }

    /** Whether another process serves the path until {@link #publish}. */
    boolean isTakingOver() {
        return untilPublished != null;
    }

    /**
     * Takes the path over; nothing where it is ours already.
     *
     * @throws StartException where the file cannot be renamed; the path is still the other's then
     */
    void publish() throws StartException {
        StartLock lock = untilPublished;
        if (lock == null) {
            return;
        }
        try {
            Files.move(linkedAt, path, StandardCopyOption.ATOMIC_MOVE);
            linkedAt = path;
        } catch (IOException e) {
            throw new StartException("cannot take " + path + " over: renaming " + linkedAt + " failed: " + e, e);
        }
        untilPublished = null;
        lock.close();
    }

    /**
     * Whether another socket has our path by now: nobody can reach this one any more. A path that is gone may come
     * back, and counts for nothing.
     */
    boolean isTakenOver() {
        FileIdentity ours = file;
        if (!linked || ours == null || isTakingOver()) {
            return false;
        }
        try {
            FileFacts now = FileFacts.ofPathItself(path.toString());
            return now.kind() == FileKind.SOCKET && !now.identity().equals(ours);
        } catch (ErrnoException e) {
            LOG.debug("cannot look at {}", path, e);
            return false;
        }
    }

    /**
     * Removes the file, if it is still ours; harmless the second time. While another seat starts on the path the file
     * stays: it is about to be replaced, and the look at whose it is would be out of date when it is removed.
     */
    void unlink() {
        FileIdentity ours = file;
        if (!linked || ours == null) {
            return;
        }
        linked = false;
        try (PathFd directory = PathFd.open(String.valueOf(path.getParent()), PathFd.Option.DIRECTORY);
                StartLock _ = lock(directory)) {
            if (!directory.unlinkIfStill(String.valueOf(linkedAt.getFileName()), ours)) {
                LOG.info("{} is no longer ours and stays", linkedAt);
            }
        } catch (ErrnoException e) {
            LOG.warn("cannot remove {}: {}", linkedAt, e.getMessage());
        } catch (StartException starting) {
            LOG.info("{} stays: {}", linkedAt, starting.getMessage());
        }
    }

    private StartLock lock(PathFd directory) throws ErrnoException, StartException {
        StartLock held = untilPublished;
        untilPublished = null;
        return held == null
                ? StartLock.takeIfPossible(directory.facts().identity(), String.valueOf(path.getFileName()))
                : held;
    }

    @Override
    public void close() {
        unlink();
        socket.close();
    }
}
