package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A connected stream socket, TCP or Unix: one that came from elsewhere, the client of a streaming daemon, or one that
 * connects to a server over TCP. One object a client, and {@link #send} makes no other, neither when it sends nor when it would block. (java.lang.foreign makes one
 * of 32 bytes to capture errno, which only its optimizing compiler, C2, takes away again.)
 *
 * <p>Never waits, also where the other holders of the socket left it in blocking mode: all calls use MSG_DONTWAIT. Owns
 * its descriptor. For one thread.
 */
public final class StreamSocket implements AutoCloseable {
    private static final int AGAIN = -Errno.EAGAIN.number();

    private final Fd fd;

    private StreamSocket(Fd fd) {
        this.fd = fd;
    }

    /**
     * Takes the descriptor over. Asks the kernel nothing: whether it is a connected stream is {@link
     * SocketFacts#isConnectedStream}'s to say, before this.
     */
    public static StreamSocket adopt(Fd fd) {
        return new StreamSocket(fd);
    }

    /**
     * Begins to connect over TCP (connect(2) on a socket that is O_NONBLOCK and close-on-exec). The socket becomes writable
     * when that is decided; {@link SocketFacts#pendingError} then says how: null is connected. Nothing waits, and nothing
     * limits how long the kernel tries but the caller's timer.
     *
     * @param server resolved
     * @throws ErrnoException of socket and connect: NoDescriptorsLeft, Refused (at once, on loopback), ENETUNREACH and others
     * @throws IllegalArgumentException for an address that is not resolved
     */
    public static StreamSocket connecting(InetSocketAddress server) throws ErrnoException {
        if (server.isUnresolved()) {
            throw new IllegalArgumentException(server + " is not resolved");
        }
        Scratch s = Scratch.current();
        int length = SockAddr.write(s, server);
        int domain = s.address.get(JAVA_SHORT, 0);
        int type = SocketType.STREAM.number() | Layouts.SOCK_CLOEXEC | Layouts.SOCK_NONBLOCK;
        Sys sys = Kernel.sys();
        String name = SockAddr.text(s.address, length);
        int number = (int) Kernel.must("socket", name, () -> sys.socket(domain, type, 0));
        long result = Kernel.retried(() -> sys.connect(number, s.address, length));
        if (result < 0 && !isUnderWay(result)) {
            sys.close(number);
            throw ErrnoException.of("connect", (int) -result, name);
        }
        return new StreamSocket(Fd.own(number, "connection to " + name));
    }

    /** A connect that a signal interrupted goes on by itself; made again it says EALREADY (connect(2)). */
    private static boolean isUnderWay(long result) {
        return result == -Errno.EINPROGRESS.number() || result == -Errno.EALREADY.number();
    }

    /**
     * Sends from a direct buffer, its position to its limit; the position moves by what was sent.
     *
     * @return bytes sent, which may be fewer than there are, or -1 where it would block
     * @throws ErrnoException of send: PeerGone, ETIMEDOUT and others
     * @throws IllegalArgumentException for a heap buffer
     */
    public int send(ByteBuffer direct) throws ErrnoException {
        int position = direct.position();
        long sent;
        try {
            sent = send(requireDirect(direct) + position, direct.remaining());
        } finally {
            Reference.reachabilityFence(direct);
        }
        if (sent > 0) {
            direct.position(position + (int) sent);
        }
        return (int) sent;
    }

    /**
     * Sends from native memory, which must stay allocated until this returns (an arena shared between threads must not be
     * closed meanwhile).
     *
     * @param from native, not heap memory
     * @param offset first byte in it
     * @param length how many
     * @return bytes sent, which may be fewer, or -1 where it would block
     * @throws ErrnoException of send: PeerGone, ETIMEDOUT and others
     */
    public long send(MemorySegment from, long offset, long length) throws ErrnoException {
        java.util.Objects.checkFromIndexSize(offset, length, from.byteSize());
        if (!from.isNative()) {
            throw new IllegalArgumentException("the segment to send from is on the heap");
        }
        try {
            return send(from.address() + offset, length);
        } finally {
            Reference.reachabilityFence(from);
        }
    }

    private long send(long address, long length) throws ErrnoException {
        long sent;
        int tries = 0;
        do {
            sent = Kernel.sys().send(fd.number(), address, length, Messages.SEND_FLAGS);
        } while (Kernel.interrupted(sent, ++tries));
        return sent >= 0 ? sent : blockedOrThrown("send", sent);
    }

    /**
     * Receives into a direct buffer, its position to its limit; the position moves by what came.
     *
     * @return bytes received, 0 at the end, or -1 where nothing is there yet
     * @throws ErrnoException of recv: PeerGone, ETIMEDOUT and others
     * @throws IllegalArgumentException for a heap or read-only buffer, or one without room
     */
    public int receive(ByteBuffer direct) throws ErrnoException {
        int position = direct.position();
        long address = requireDirect(direct) + position;
        if (direct.isReadOnly() || !direct.hasRemaining()) {
            throw new IllegalArgumentException("a buffer to receive into needs room and must not be read-only");
        }
        long got;
        try {
            got = receive(address, direct.remaining());
        } finally {
            Reference.reachabilityFence(direct);
        }
        if (got < 0) {
            return (int) blockedOrThrown("recv", got);
        }
        direct.position(position + (int) got);
        return (int) got;
    }

    private long receive(long address, long length) {
        long got;
        int tries = 0;
        do {
            got = Kernel.sys().recv(fd.number(), address, length, Layouts.MSG_DONTWAIT);
        } while (Kernel.interrupted(got, ++tries));
        return got;
    }

    private long blockedOrThrown(String call, long result) throws ErrnoException {
        if (result == AGAIN) {
            return -1;
        }
        throw ErrnoException.of(call, (int) -result, fd.what());
    }

    private static long requireDirect(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("a direct buffer is needed, this one is on the heap");
        }
        return Scratch.current().baseAddress(buffer);
    }

    /** Ends our direction: the client reads to the end, also where others still hold copies of the socket. */
    public void shutdownWrite() throws ErrnoException {
        shutdown(Layouts.SHUT_WR);
    }

    /** Ends both directions, for all holders of the socket. */
    public void shutdownBoth() throws ErrnoException {
        shutdown(Layouts.SHUT_RDWR);
    }

    private void shutdown(int how) throws ErrnoException {
        long result;
        int tries = 0;
        do {
            result = Kernel.sys().shutdown(fd.number(), how);
        } while (Kernel.interrupted(result, ++tries));
        Kernel.checked("shutdown", fd.what(), result);
    }

    /** Bytes sent and not yet taken over by the peer's kernel (TCP) or the peer (Unix): SIOCOUTQ. */
    public int unsentBytes() throws ErrnoException {
        return Options.ioctl(Subject.of(fd), Layouts.SIOCOUTQ);
    }

    /**
     * Bytes that were ever written into the connection, by all who hold the socket, as TCP counts them (TCP_INFO): those
     * sent, once each, and those that wait unsent. A FIN that waits counts as one.
     *
     * @return -1 where nobody counts: on a Unix socket, and by a kernel before Linux 4.19
     */
    public long writtenBytes() throws ErrnoException {
        try {
            Scratch s = Options.get(Subject.of(fd), Layouts.IPPROTO_TCP, Layouts.TCP_INFO, Layouts.TCP_INFO_SIZE);
            if (s.optionLength.get(JAVA_INT, 0) < Layouts.TCP_INFO_SIZE) {
                return -1;
            }
            return s.option.get(JAVA_LONG, Layouts.TCP_INFO_BYTES_SENT)
                    - s.option.get(JAVA_LONG, Layouts.TCP_INFO_BYTES_RETRANS)
                    + Integer.toUnsignedLong(s.option.get(JAVA_INT, Layouts.TCP_INFO_NOTSENT_BYTES));
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOPROTOOPT) {
                return -1;
            }
            throw e;
        }
    }

    /** Bytes that wait to be received: FIONREAD. */
    public int unreadBytes() throws ErrnoException {
        return Options.ioctl(Subject.of(fd), Layouts.FIONREAD);
    }

    /** The settings of tcp(7) and socket(7). */
    public StreamOptions options() {
        return new StreamOptions(Subject.of(fd));
    }

    /** What the kernel says of the socket. */
    public SocketFacts facts() {
        return SocketFacts.of(fd);
    }

    /** The descriptor, still owned by this; {@link Fd#release} takes it out. */
    public Fd fd() {
        return fd;
    }

    /** Closes our copy with a plain close(2): unread input makes TCP answer with a reset, so drain it first. */
    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return "StreamSocket " + fd;
    }
}
