package dev.usher.fd;

import static dev.usher.fd.UnixSocketTest.bytes;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One operation of the public API and the ground it needs.
 *
 * @param name for messages
 * @param repeatable whether it can be done again on the same objects after a failure
 * @param answers errors that are an answer and no exception, as "call:ERRNO"
 * @param body does it once; what it makes is closed in it
 */
record Operation(String name, boolean repeatable, Set<String> answers, Body body) {
    @Override
    public String toString() {
        return name;
    }

    interface Body {
        Object run(Ground ground) throws Exception;
    }

    /** What operations work on, made anew for each, with the real kernel. */
    static final class Ground implements AutoCloseable {
        final Path directory;
        final String path;
        final String longPath;
        final UnixSocket listener = UnixSocket.open(SocketType.SEQPACKET);
        final UnixSocket.Pair messages = UnixSocket.pair(SocketType.SEQPACKET);
        final Raw.Tcp tcp = Raw.Tcp.open();
        final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        final UnixSocket fresh = UnixSocket.open(SocketType.SEQPACKET);
        final ReserveFd reserve = ReserveFd.hold();
        final PathFd place;
        final FileIdentity identity;
        final UnixSocket waiting = UnixSocket.open(SocketType.SEQPACKET);
        final ByteBuffer direct = ByteBuffer.allocateDirect(64);

        Ground(Path directory) throws Exception {
            this.directory = directory;
            path = directory + "/s";
            longPath = directory + "/" + "d".repeat(120) + "/s";
            java.nio.file.Files.createDirectories(Path.of(longPath).getParent());
            listener.bind(UnixAddress.path(path));
            listener.listen(4);
            waiting.connect(UnixAddress.path(path));
            identity = FileFacts.ofPath(path).identity();
            reserve.spend();
            place = PathFd.open(directory.toString(), PathFd.Option.DIRECTORY);
            messages.left().send(bytes("hello"), tcp.ours().fd());
            tcp.theirs().getOutputStream().write(7);
        }

        /** Asked before any fault. */
        FileIdentity identity() {
            return identity;
        }

        @Override
        public void close() throws java.io.IOException {
            listener.close();
            messages.close();
            tcp.close();
            server.close();
            fresh.close();
            reserve.close();
            place.close();
            waiting.close();
        }
    }

    static List<Operation> all() {
        List<Operation> all = new ArrayList<>(sockets());
        all.addAll(facts());
        all.addAll(paths());
        return all;
    }

    private static Operation of(String name, Body body) {
        return new Operation(name, true, Set.of(), body);
    }

    private static Operation answering(String name, Set<String> answers, Body body) {
        return new Operation(name, true, answers, body);
    }

    private static Operation once(String name, Body body) {
        return new Operation(name, false, Set.of(), body);
    }

    private static List<Operation> sockets() {
        return List.of(
                of("open", _ -> closed(UnixSocket.open(SocketType.STREAM))),
                of("pair", _ -> closed(UnixSocket.pair(SocketType.DGRAM))),
                of("adopt", g -> UnixSocket.adopt(g.fresh.fd()).type()),
                once("bind", g -> bind(g, UnixAddress.path(g.path + "2"))),
                once("bind to a long path", g -> bind(g, UnixAddress.path(g.longPath))),
                once("bind with a mode", g -> {
                    g.fresh.bind(UnixAddress.path(g.path + "2"), 0666);
                    return "bound";
                }),
                of("listen", g -> {
                    g.listener.listen(5);
                    return "listens";
                }),
                answering("accept", Set.of("accept4:EAGAIN"), g -> {
                    UnixSocket accepted = g.listener.accept();
                    return accepted == null ? "none" : closed(accepted);
                }),
                once("connect", g -> {
                    g.fresh.connect(UnixAddress.path(g.path));
                    return "connected";
                }),
                once("connect to a long path", g -> connectLong(g)),
                answering(
                        "send",
                        Set.of("sendmsg:EAGAIN"),
                        g -> g.messages.right().send(bytes("x"), g.tcp.ours().fd())),
                answering("receive", Set.of("recvmsg:EAGAIN"), g -> {
                    try (Received r = g.messages.right().receive(g.direct.clear(), 1)) {
                        return r.count();
                    }
                }),
                once("shutdownWrite", g -> {
                    g.messages.left().shutdownWrite();
                    return "shut";
                }),
                answering(
                        "stream send", Set.of("send:EAGAIN"), g -> g.tcp.ours().send(g.direct.clear())),
                answering(
                        "stream receive",
                        Set.of("recv:EAGAIN"),
                        g -> g.tcp.ours().receive(g.direct.clear())),
                answering(
                        "stream connecting",
                        Set.of("connect:EINPROGRESS", "connect:EALREADY"),
                        g -> closed(StreamSocket.connecting((InetSocketAddress) g.server.getLocalSocketAddress()))),
                of("stream shutdownBoth", g -> {
                    g.tcp.ours().shutdownBoth();
                    return "shut";
                }));
    }

    private static Object closed(AutoCloseable made) throws Exception {
        made.close();
        return made.getClass();
    }

    private static Object bind(Ground g, UnixAddress address) throws Exception {
        g.fresh.bind(address);
        return "bound";
    }

    private static Object connectLong(Ground g) throws Exception {
        java.nio.file.Path link = Path.of(g.longPath);
        if (!java.nio.file.Files.exists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            java.nio.file.Files.createSymbolicLink(link, Path.of(g.path));
        }
        g.fresh.connect(UnixAddress.path(g.longPath));
        return "connected";
    }

    private static List<Operation> facts() {
        return List.of(
                of("domain", g -> g.fresh.facts().domain()),
                of("type", g -> g.fresh.facts().type()),
                of("isListening", g -> g.listener.facts().isListening()),
                answering(
                        "isConnected",
                        Set.of("getpeername:ENOTCONN"),
                        g -> g.tcp.ours().facts().isConnected()),
                answering(
                        "isConnectedStream",
                        Set.of("getpeername:ENOTCONN", "getpeername:ENOTSOCK", "getsockopt:ENOTSOCK"),
                        g -> g.tcp.ours().facts().isConnectedStream()),
                of("pendingError", g -> g.fresh.facts().pendingError() == null),
                of("buffers", g -> {
                    g.fresh.facts().setSendBufferBytes(20_000);
                    g.fresh.facts().setReceiveBufferBytes(20_000);
                    return g.fresh.facts().sendBufferBytes() + g.fresh.facts().receiveBufferBytes();
                }),
                of("peerCredentials", g -> g.messages.left().peerCredentials()),
                of(
                        "addresses",
                        g -> List.of(
                                g.tcp.ours().facts().localAddress(),
                                g.tcp.ours().facts().peerAddress())),
                answering(
                        "isSocket",
                        Set.of("getsockopt:ENOTSOCK"),
                        g -> FdFacts.of(g.fresh.fd()).isSocket()),
                of("flags", g -> {
                    FdFacts facts = FdFacts.of(g.fresh.fd());
                    facts.setNonBlocking(true);
                    facts.setCloseOnExec(true);
                    return facts.isNonBlocking() && facts.isCloseOnExec();
                }),
                of("options", g -> {
                    g.tcp.ours()
                            .options()
                            .noDelay(true)
                            .notSentLowWaterBytes(16384)
                            .userTimeoutMillis(1000);
                    g.tcp.ours()
                            .options()
                            .keepAlive(1, 1, 1)
                            .sendBufferBytes(9000)
                            .noKeepAlive();
                    return "set";
                }),
                of(
                        "unsent and unread",
                        g -> g.tcp.ours().unsentBytes() + g.tcp.ours().unreadBytes()),
                of("open file limit", _ -> {
                    ThisProcess.setOpenFileLimit(ThisProcess.openFileLimit());
                    return ThisProcess.raiseOpenFileLimit();
                }));
    }

    private static List<Operation> paths() {
        return List.of(
                of("PathFd.open", g -> closed(PathFd.open(g.path))),
                of("PathFd.openBelow", g -> closed(g.place.openBelow("s"))),
                of("PathFd.resolved", g -> g.place.resolved()),
                of("PathFd.facts", g -> g.place.facts()),
                of("PathFd.chmod", g -> {
                    g.place.chmod(0700);
                    return "set";
                }),
                once("PathFd.unlink", g -> {
                    g.place.unlink("s");
                    return "gone";
                }),
                new Operation(
                        "PathFd.unlinkIfStill",
                        false,
                        Set.of(
                                "openat:ENOENT",
                                "openat:ENOTDIR",
                                "statx:ENOENT",
                                "unlinkat:ENOENT",
                                "statx:ENOTDIR",
                                "unlinkat:ENOTDIR"),
                        g -> g.place.unlinkIfStill("s", g.identity())),
                of("FileFacts.ofPath", g -> FileFacts.ofPath(g.path)),
                of("FdFacts.file", g -> FdFacts.of(g.fresh.fd()).file().kind()),
                answering("ReserveFd", Set.of("openat:EMFILE", "openat:ENFILE"), g -> {
                    boolean refilled = g.reserve.refill();
                    g.reserve.spend();
                    return refilled;
                }));
    }

    private static final Program NOTHING = new Program("/bin/true", List.of(new byte[] {'t'}), List.of());
    private static final Program ENDLESS = new Program("/bin/cat", List.of(new byte[] {'c'}), List.of());

    /** Those that start processes: where every waitid fails, one of those is never reaped. */
    static List<Operation> processes() {
        return List.of(
                answering("spawn and poll", Set.of("fcntl:EBADF"), g -> {
                    try (ChildProcess child =
                            ChildProcess.spawn(NOTHING, g.tcp.ours().fd())) {
                        SpawnTest.awaitZombie(
                                child); // looked for without calls of ours, whose number must be the same each time
                        return child.poll();
                    }
                }),
                answering("signal", Set.of("fcntl:EBADF", "kill:ESRCH"), g -> {
                    try (ChildProcess child =
                            ChildProcess.spawn(ENDLESS, g.tcp.ours().fd())) {
                        child.signal(Signal.SIGHUP);
                        SpawnTest.awaitZombie(
                                child); // looked for without calls of ours, whose number must be the same each time
                        return child.poll();
                    }
                }),
                answering(
                        "written bytes",
                        Set.of("getsockopt:ENOPROTOOPT"),
                        g -> g.tcp.ours().writtenBytes()));
    }
}
