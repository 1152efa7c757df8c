package dev.usher.daemon.receive;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileIdentity;
import dev.usher.fd.SocketType;
import dev.usher.fd.ThisProcess;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two seats that start at once from taking each other's fresh socket for a stale one. Held from the look at the
 * path until the socket listens, or has taken the path over, and while a seat removes its own; a second one that starts
 * meanwhile is told so, it does not wait.
 *
 * <p>An abstract Unix address, named for the directory's inode and the socket's name: it leaves no file behind and goes
 * with its process. Anybody on the machine could take such a name, so one that is held by a stranger counts for
 * nothing.
 */
final class StartLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartLock.class);

    private final @Nullable UnixSocket held;

    private StartLock(@Nullable UnixSocket held) {
        this.held = held;
    }

    /**
     * Takes the lock.
     *
     * @param directory of the socket
     * @param name of the socket in it
     */
    static StartLock take(FileIdentity directory, String name) throws ErrnoException, StartException {
        UnixAddress address = UnixAddress.abstractName("usher-start-"
                + UUID.nameUUIDFromBytes((directory + "/" + name).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        UnixSocket socket = UnixSocket.open(SocketType.SEQPACKET);
        boolean kept = false;
        try {
            socket.bind(address);
            socket.listen(1);
            kept = true;
            return new StartLock(socket);
        } catch (ErrnoException.AddressInUse taken) {
            requireStranger(address, name);
            LOG.warn("the start of {} goes unlocked: another user holds {}", name, address.text());
            return new StartLock(null);
        } finally {
            if (!kept) {
                socket.close();
            }
        }
    }

    /** The same for who is about to leave; without a lock where no descriptor is left for one. */
    static StartLock takeIfPossible(FileIdentity directory, String name) throws StartException {
        try {
            return take(directory, name);
        } catch (ErrnoException e) {
            LOG.debug("the end of {} goes unlocked", name, e);
            return new StartLock(null);
        }
    }

    private static void requireStranger(UnixAddress address, String name) throws StartException {
        try (UnixSocket asking = UnixSocket.open(SocketType.SEQPACKET)) {
            asking.connect(address);
            int uid = asking.peerCredentials().uid();
            if (uid != 0 && uid != ThisProcess.effectiveUid()) {
                return;
            }
        } catch (ErrnoException e) {
            // It was there a moment ago: whoever it is, it is starting or has just started.
            LOG.debug("the lock's holder did not answer", e);
        }
        throw new StartException("another daemon is starting on the same socket " + name + "; try again");
    }

    @Override
    public void close() {
        if (held != null) {
            held.close();
        }
    }
}
