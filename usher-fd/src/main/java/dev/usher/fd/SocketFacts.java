package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel says of a socket, whoever made it (socket(7)), asked anew by each method. Each throws {@link
 * ErrnoException} with ENOTSOCK for what is no socket and EBADF for what is not open; ask {@link FdFacts#isSocket}
 * first where that is in doubt. For the thread that uses the socket.
 */
public final class SocketFacts {
    private final Subject subject;

    private SocketFacts(Subject subject) {
        this.subject = subject;
    }

    /** Of a socket somebody owns. */
    public static SocketFacts of(Fd fd) {
        return new SocketFacts(Subject.of(fd));
    }

    /**
     * Of a socket that something else than an {@link Fd} owns and keeps open.
     *
     * @param what what it is, for messages
     */
    public static SocketFacts ofNumber(int number, String what) {
        return new SocketFacts(Subject.ofNumber(number, what));
    }

    /** SO_DOMAIN. */
    public SocketDomain domain() throws ErrnoException {
        return SocketDomain.of(option(Layouts.SO_DOMAIN));
    }

    /** SO_TYPE; null for a raw one and other rare types. */
    public @Nullable SocketType type() throws ErrnoException {
        return SocketType.of(option(Layouts.SO_TYPE));
    }

    /** SO_ACCEPTCONN: whether it is a listener. */
    public boolean isListening() throws ErrnoException {
        return option(Layouts.SO_ACCEPTCONN) != 0;
    }

    /** Whether it has a peer (getpeername(2)); one that has closed since still counts on Unix sockets. */
    public boolean isConnected() throws ErrnoException {
        Scratch s = Scratch.current();
        long result = name(s, true);
        if (result == -Errno.ENOTCONN.number()) {
            return false;
        }
        Kernel.checked("getpeername", subject.what(), result);
        return true;
    }

    /**
     * Whether it can be a client to answer: a connected stream, TCP or Unix, and no listener, which never has a peer. False,
     * and no error, for a file, a pipe, an O_PATH descriptor or whatever else a peer may have sent. Two system calls.
     */
    public boolean isConnectedStream() throws ErrnoException {
        try {
            return isConnected() && peerDomain() != SocketDomain.OTHER && type() == SocketType.STREAM;
        } catch (ErrnoException e) {
            if (FdFacts.saysNoSocket(subject, e)) {
                return false;
            }
            throw e;
        }
    }

    /** The domain of the address that {@link #isConnected} has just left in the scratch area: the socket's own. */
    private static SocketDomain peerDomain() {
        return SocketDomain.of(Short.toUnsignedInt(Scratch.current().address.get(JAVA_SHORT, 0)));
    }

    /** SO_ERROR, which asking clears; null where none is pending. */
    public @Nullable Errno pendingError() throws ErrnoException {
        int error = option(Layouts.SO_ERROR);
        return error == 0 ? null : Errno.of(error);
    }

    /** SO_SNDBUF in bytes, the kernel's bookkeeping included. */
    public int sendBufferBytes() throws ErrnoException {
        return option(Layouts.SO_SNDBUF);
    }

    /** Sets SO_SNDBUF; the kernel doubles it, and cuts it to net.core.wmem_max. */
    public void setSendBufferBytes(int bytes) throws ErrnoException {
        Options.set(subject, Layouts.SOL_SOCKET, Layouts.SO_SNDBUF, bytes);
    }

    /** SO_RCVBUF in bytes, the kernel's bookkeeping included. */
    public int receiveBufferBytes() throws ErrnoException {
        return option(Layouts.SO_RCVBUF);
    }

    /** Sets SO_RCVBUF; the kernel doubles it, and cuts it to net.core.rmem_max. */
    public void setReceiveBufferBytes(int bytes) throws ErrnoException {
        Options.set(subject, Layouts.SOL_SOCKET, Layouts.SO_RCVBUF, bytes);
    }

    /**
     * SO_PEERCRED. A Unix socket that is not connected, a TCP one too, has pid 0 and uid and gid -1.
     */
    public PeerCredentials peerCredentials() throws ErrnoException {
        Scratch s = Options.get(subject, Layouts.SOL_SOCKET, Layouts.SO_PEERCRED, Layouts.UCRED_SIZE);
        return new PeerCredentials(
                s.option.get(JAVA_INT, 0),
                s.option.get(JAVA_INT, Layouts.UCRED_UID),
                s.option.get(JAVA_INT, Layouts.UCRED_GID));
    }

    /** Its own address: "127.0.0.1:80", "[::1]:80", a path, "@name", or "" where it has none. */
    public String localAddress() throws ErrnoException {
        Scratch s = Scratch.current();
        Kernel.checked("getsockname", subject.what(), name(s, false));
        return SockAddr.text(s.address, s.optionLength.get(JAVA_INT, 0));
    }

    /** The peer's address, written as {@link #localAddress}. ENOTCONN where it has no peer. */
    public String peerAddress() throws ErrnoException {
        Scratch s = Scratch.current();
        Kernel.checked("getpeername", subject.what(), name(s, true));
        return SockAddr.text(s.address, s.optionLength.get(JAVA_INT, 0));
    }

    private long name(Scratch s, boolean peer) {
        Sys sys = Kernel.sys();
        int number = subject.number();
        long result;
        int tries = 0;
        do {
            s.optionLength.set(JAVA_INT, 0, Layouts.SOCKADDR_STORAGE_SIZE);
            result = peer
                    ? sys.getpeername(number, s.address, s.optionLength)
                    : sys.getsockname(number, s.address, s.optionLength);
        } while (Kernel.interrupted(result, ++tries));
        return result;
    }

    private int option(int option) throws ErrnoException {
        return Options.get(subject, Layouts.SOL_SOCKET, option);
    }
}
