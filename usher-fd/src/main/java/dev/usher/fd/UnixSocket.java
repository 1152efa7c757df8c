package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket of any {@link SocketType} (unix(7)). Never waits: what is made here is O_NONBLOCK and close-on-exec,
 * and what is adopted is used with MSG_DONTWAIT.
 *
 * <pre>
 *   open ─┬─ bind ── listen ── accept*            a listener
 *         └─ connect ─┐
 *   pair, accept ─────┴─ send*, receive*          a connection; a failed connect may be tried again
 *   any ── close
 * </pre>
 *
 * <p>Owns its descriptor. For one thread at a time.
 */
public final class UnixSocket implements AutoCloseable {
    private static final int NEW = Layouts.SOCK_CLOEXEC | Layouts.SOCK_NONBLOCK;
    private static final int ACCEPT_RETRIES = 16;

    private final Fd fd;
    private final SocketType type;
    private String name;

    private UnixSocket(Fd fd, SocketType type, String name) {
        this.fd = fd;
        this.type = type;
        this.name = name;
    }

    /**
     * Two sockets connected to each other (socketpair(2)).
     *
     * @param left one end
     * @param right the other
     */
    public record Pair(UnixSocket left, UnixSocket right) implements AutoCloseable {
        @Override
        public void close() {
            left.close();
            right.close();
        }
    }

    /**
     * Makes a socket.
     *
     * @throws ErrnoException of socket: NoDescriptorsLeft and others
     */
    public static UnixSocket open(SocketType type) throws ErrnoException {
        Sys sys = Kernel.sys();
        int number = (int) Kernel.must("socket", null, () -> sys.socket(Layouts.AF_UNIX, type.number() | NEW, 0));
        String name = type + " socket";
        return new UnixSocket(Fd.own(number, name), type, name);
    }

    /**
     * Makes two that are connected to each other.
     *
     * @throws ErrnoException of socketpair: NoDescriptorsLeft and others
     */
    public static Pair pair(SocketType type) throws ErrnoException {
        Sys sys = Kernel.sys();
        MemorySegment two = Scratch.current().option;
        Kernel.must("socketpair", null, () -> sys.socketpair(Layouts.AF_UNIX, type.number() | NEW, 0, two));
        return new Pair(end(two.get(JAVA_INT, 0), type), end(two.get(JAVA_INT, 4), type));
    }

    private static UnixSocket end(int number, SocketType type) {
        String name = type + " socketpair";
        return new UnixSocket(Fd.own(number, name), type, name);
    }

    /**
     * Makes a Unix socket of a descriptor that is one. On success the socket owns it; on failure the caller still does.
     * Its O_NONBLOCK, which others may share, is left as it is.
     *
     * @throws ErrnoException of getsockopt: ENOTSOCK, EBADF
     * @throws IllegalArgumentException if it is a socket of another domain or type
     */
    public static UnixSocket adopt(Fd fd) throws ErrnoException {
        SocketFacts facts = SocketFacts.of(fd);
        SocketDomain domain = facts.domain();
        SocketType type = facts.type();
        if (domain != SocketDomain.UNIX || type == null) {
            throw new IllegalArgumentException("descriptor " + fd + " is no Unix socket but " + domain + " " + type);
        }
        return new UnixSocket(fd, type, fd.what());
    }

    /**
     * Gives the socket its address. A new file has the mode 0777 less the umask.
     *
     * @throws ErrnoException of bind: AddressInUse, Denied, NotFound, ENAMETOOLONG (only where the last component is too
     *     long to be named through /proc/self/fd) and others; of openat for a path over 107 bytes
     */
    public void bind(UnixAddress address) throws ErrnoException {
        if (address instanceof UnixAddress.Through) {
            throw new IllegalArgumentException("cannot bind to an existing file: " + address.text());
        }
        if (address instanceof UnixAddress.FilePath path && !path.fits()) {
            try (PathFd parent = PathFd.open(parentOf(path.path()), PathFd.Option.DIRECTORY)) {
                bindTo(UnixAddress.below(parent, lastOf(path.path())));
            }
        } else {
            bindTo(address);
        }
        name = address.text();
    }

    /**
     * As {@link #bind(UnixAddress)}, with the file's mode. The umask, which is the whole process's, is not touched: the
     * socket's own mode, which Linux takes for the file, is set before bind, so the file never has more than this mode;
     * what the umask took away is given back after it, on an O_PATH descriptor.
     *
     * <p>Where that last step fails the error is thrown and the file is there, with a mode that is too narrow; nobody can
     * connect before {@link #listen}.
     *
     * @param mode permission bits of the file, 0 to 0777
     */
    public void bind(UnixAddress address, int mode) throws ErrnoException {
        Sys sys = Kernel.sys();
        Kernel.must("fchmod", address.text(), () -> sys.fchmod(fd.number(), mode));
        bind(address);
        try (PathFd file = bound(address)) {
            if (file != null && file.facts().mode() != mode) {
                file.chmod(mode);
            }
        }
    }

    private static @Nullable PathFd bound(UnixAddress address) throws ErrnoException {
        return switch (address) {
            case UnixAddress.FilePath f -> PathFd.open(f.path(), PathFd.Option.NO_FOLLOW);
            case UnixAddress.Below b -> b.directory().openBelow(b.name(), PathFd.Option.NO_FOLLOW);
            case UnixAddress.Through _, UnixAddress.AbstractName _ -> null;
        };
    }

    private void bindTo(UnixAddress address) throws ErrnoException {
        Scratch s = Scratch.current();
        int length = SockAddr.write(s, "bind", address);
        Sys sys = Kernel.sys();
        int number = fd.number();
        Kernel.must("bind", address.text(), () -> sys.bind(number, s.address, length));
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : path.substring(0, slash + 1);
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Starts to take connections.
     *
     * @param backlog how many wait to be accepted; Linux lets one more in, and cuts it to net.core.somaxconn
     * @throws ErrnoException of listen: EOPNOTSUPP for DGRAM, EINVAL before bind and others
     */
    public void listen(int backlog) throws ErrnoException {
        Sys sys = Kernel.sys();
        int number = fd.number();
        Kernel.must("listen", name, () -> sys.listen(number, backlog));
    }

    /**
     * Takes the next connection; its descriptor is O_NONBLOCK and close-on-exec.
     *
     * @return null where none waits
     * @throws ErrnoException of accept4: NoDescriptorsLeft (the connection stays in the queue), EINVAL where this does not
     *     listen, and others
     */
    public @Nullable UnixSocket accept() throws ErrnoException {
        long result = acceptOnce();
        for (int tries = 1; result == -Errno.ECONNABORTED.number() && tries < ACCEPT_RETRIES; tries++) {
            result = acceptOnce();
        }
        if (result == -Errno.EAGAIN.number()) {
            return null;
        }
        int accepted = (int) Kernel.checked("accept4", name, result);
        return new UnixSocket(Fd.own(accepted, "accepted on " + name), type, name);
    }

    private long acceptOnce() {
        long result;
        int tries = 0;
        do {
            result = Kernel.sys().accept4(fd.number(), NEW);
        } while (Kernel.interrupted(result, ++tries));
        return result;
    }

    /**
     * Connects, at once or not at all: between Unix sockets nothing is left to wait for (never EINPROGRESS).
     *
     * @throws ErrnoException of connect: NotFound, Refused (nobody listens), BacklogFull, WrongType, Denied and others;
     *     of openat for a path over 107 bytes. The socket may be tried again.
     */
    public void connect(UnixAddress address) throws ErrnoException {
        if (address instanceof UnixAddress.FilePath path && !path.fits()) {
            try (PathFd file = PathFd.open(path.path())) {
                connectTo(file.asAddress());
            }
        } else {
            connectTo(address);
        }
        name = address.text();
    }

    private void connectTo(UnixAddress address) throws ErrnoException {
        Scratch s = Scratch.current();
        int length = SockAddr.write(s, "connect", address);
        Sys sys = Kernel.sys();
        int number = fd.number();
        Kernel.must("connect", address.text(), () -> sys.connect(number, s.address, length));
    }

    /**
     * Sends bytes and copies of descriptors with one sendmsg(2). The descriptors stay the caller's, to close when he
     * likes: what was sent lives on in the message.
     *
     * <p>A message socket takes all bytes or none. A stream may take a part, and then the descriptors went with its
     * first byte: send the rest without them.
     *
     * @param data bytes from its position to its limit, which may be none on a message socket; its position moves by
     *     what was sent. A direct buffer is not copied.
     * @param descriptors at most 253
     * @return bytes sent, or -1 where it would block and nothing was sent
     * @throws ErrnoException of sendmsg: TooLarge, PeerGone, TooManyInFlight and others; nothing was sent
     * @throws IllegalArgumentException for more than 253 descriptors, or descriptors without a byte on a stream, which
     *     the kernel would drop without a word
     */
    public int send(ByteBuffer data, Fd... descriptors) throws ErrnoException {
        int[] numbers = new int[descriptors.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = descriptors[i].number();
        }
        return sendBorrowed(data, numbers);
    }

    /**
     * As {@link #send}, for descriptors that something else than an {@link Fd} owns (a Netty channel) and keeps open
     * through the call.
     */
    public int sendBorrowed(ByteBuffer data, int... numbers) throws ErrnoException {
        if (numbers.length > Layouts.MAX_DESCRIPTORS) {
            throw new IllegalArgumentException(
                    numbers.length + " descriptors for one message, which carries at most " + Layouts.MAX_DESCRIPTORS);
        }
        if (type == SocketType.STREAM && numbers.length > 0 && !data.hasRemaining()) {
            throw new IllegalArgumentException("a stream carries descriptors only with at least one byte of data");
        }
        return Transfer.send(fd, name, data, numbers);
    }

    /**
     * Receives with one recvmsg(2): at most one message, or what a stream has. Descriptors arrive close-on-exec.
     *
     * <p>All descriptors that come into the process are in the result or closed, also where the data or the control
     * messages were cut.
     *
     * @param into room for at least one byte; its position moves by what came. A direct buffer is not copied.
     * @param maxDescriptors 0 to 253
     * @return to be closed; {@link Received#bytes} is -1 where nothing is there, 0 at the end
     * @throws ErrnoException of recvmsg: PeerGone (it closed with our bytes unread) and others
     */
    public Received receive(ByteBuffer into, int maxDescriptors) throws ErrnoException {
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("a buffer without room receives nothing, and 0 would look like the end");
        }
        if (maxDescriptors < 0 || maxDescriptors > Layouts.MAX_DESCRIPTORS) {
            throw new IllegalArgumentException("maxDescriptors must be 0 to 253, is " + maxDescriptors);
        }
        return Transfer.receive(fd, name, into, maxDescriptors);
    }

    /** Who made the other end; of a listener: who listens. */
    public PeerCredentials peerCredentials() throws ErrnoException {
        return facts().peerCredentials();
    }

    /**
     * Ends the other direction. For a listener: nobody can connect any more (ECONNREFUSED), while those that wait can
     * still be accepted; epoll reports it readable from then on, whether one waits or not.
     */
    public void shutdownRead() throws ErrnoException {
        shutdown(Layouts.SHUT_RD);
    }

    /** Ends our direction: the peer reads to the end. Concerns all holders of this socket, not this descriptor alone. */
    public void shutdownWrite() throws ErrnoException {
        shutdown(Layouts.SHUT_WR);
    }

    /** Ends both directions, for all holders of this socket. */
    public void shutdownBoth() throws ErrnoException {
        shutdown(Layouts.SHUT_RDWR);
    }

    private void shutdown(int how) throws ErrnoException {
        Sys sys = Kernel.sys();
        int number = fd.number();
        Kernel.must("shutdown", name, () -> sys.shutdown(number, how));
    }

    /** Buffers, pending error, addresses and so on. */
    public SocketFacts facts() {
        return SocketFacts.of(fd);
    }

    /** Its type. */
    public SocketType type() {
        return type;
    }

    /** The descriptor, still owned by this; {@link Fd#release} takes it out. */
    public Fd fd() {
        return fd;
    }

    /** Closes the descriptor with a plain close(2). The file of a bound socket stays: whoever made it unlinks it. */
    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return type + " " + name + " " + fd;
    }
}
