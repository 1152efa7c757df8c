package dev.usher.daemon.receive;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileKind;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is at a socket's path when a seat starts. To be asked under the {@link StartLock}. */
final class Incumbent {
    private static final Logger LOG = LoggerFactory.getLogger(Incumbent.class);

    private Incumbent() {}

    /**
     * Whether somebody listens there; a socket that nobody listens on is removed, while it is the very file that was
     * looked at.
     *
     * @param directory the path's
     * @throws StartException where something else than a socket is there, or nobody can say whether it is served
     */
    static boolean isServed(PathFd directory, Path path) throws ErrnoException, StartException {
        String name = String.valueOf(path.getFileName());
        try (PathFd there = directory.openBelow(name, PathFd.Option.NO_FOLLOW)) {
            if (there.facts().kind() != FileKind.SOCKET) {
                throw new StartException(path + " exists but is not a socket; remove it or choose another path");
            }
            if (answers(there, path)) {
                return true;
            }
            if (directory.unlinkIfStill(name, there.facts().identity())) {
                LOG.info("removed the stale socket {}", path);
            }
        } catch (ErrnoException.NotFound nothingThere) {
            LOG.debug("nothing at {}", path);
        }
        return false;
    }

    private static boolean answers(PathFd there, Path path) throws ErrnoException, StartException {
        try (UnixSocket probe = UnixSocket.open(SocketType.SEQPACKET)) {
            probe.connect(there.asAddress());
            return true;
        } catch (ErrnoException.Refused nobody) {
            return false;
        } catch (ErrnoException.WrongType | ErrnoException.BacklogFull somebody) {
            return true;
        } catch (ErrnoException.NotFound gone) {
            throw gone;
        } catch (ErrnoException e) {
            throw new StartException("cannot find out whether " + path + " is in use: " + e.getMessage(), e);
        }
    }

    static StartException inUse(Path path) {
        return new StartException(path + " is already in use by another process; stop it, choose another path, or take"
                + " its place with --take-over (TakeOver On, USHER_TAKE_OVER=On)");
    }
}
