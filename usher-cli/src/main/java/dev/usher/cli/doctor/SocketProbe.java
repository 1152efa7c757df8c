package dev.usher.cli.doctor;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileKind;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import java.nio.file.Path;

/**
 * Whether somebody serves a Unix socket, asked without knocking: a <em>datagram</em> socket is connected to it. The kernel
 * checks the path and the rights, looks for the socket behind the file, and refuses for the wrong type before the other
 * side hears of it (unix(7), EPROTOTYPE).
 */
enum SocketProbe {
    /** A process has the socket behind the file. */
    LIVE,
    /** The file is there, and nobody behind it any more. */
    STALE,
    /** This user may not write to the socket, or not search a directory on the way. */
    DENIED,
    /** There is no such file. */
    MISSING,
    /** Something else has the path. */
    NO_SOCKET;

    /**
     * Asks.
     *
     * @throws ErrnoException of connect, for what is none of these
     */
    static SocketProbe of(Path path) throws ErrnoException {
        try (PathFd file = PathFd.open(path.toString());
                UnixSocket knock = UnixSocket.open(SocketType.DGRAM)) {
            if (file.facts().kind() != FileKind.SOCKET) {
                return NO_SOCKET;
            }
            knock.connect(file.asAddress());
            return NO_SOCKET; // somebody's log or notification socket: nothing that takes connections
        } catch (ErrnoException.WrongType somebody) {
            return LIVE;
        } catch (ErrnoException.Refused nobody) {
            return STALE;
        } catch (ErrnoException.NotFound e) {
            return MISSING;
        } catch (ErrnoException.Denied e) {
            return DENIED;
        }
    }
}
