package dev.usher.fd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library's functions, by java.lang.foreign.
 *
 * <p>Every call keeps errno in the calling thread's {@link Scratch} (captureCallState), since the JVM may make calls of
 * its own before Java code could ask. No call is linked as critical: even a send that does not wait may take tens of
 * microseconds on loopback, where the receiver's work is done in the sender's call, and a critical call holds up every
 * safepoint that long.
 */
final class NativeSys implements Sys {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKETPAIR =
            handle("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle LISTEN = handle("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle ACCEPT4 = handle("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle CONNECT = handle("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDMSG = handle("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECVMSG = handle("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND = handle("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV = handle("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SHUTDOWN = handle("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = handle("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GETPEERNAME = handle("getpeername", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle OPENAT = variadic("openat", 3, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle READLINK = handle("readlink", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle STATX = handle("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle UNLINKAT = handle("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle FCHMODAT = handle("fchmodat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle FCHMOD = handle("fchmod", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle GETUID = plain("getuid", JAVA_INT);
    private static final MethodHandle GETEUID = plain("geteuid", JAVA_INT);
    private static final MethodHandle GETGID = plain("getgid", JAVA_INT);
    private static final MethodHandle GETEGID = plain("getegid", JAVA_INT);
    private static final MethodHandle GETRLIMIT = handle("getrlimit", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle SETRLIMIT = handle("setrlimit", JAVA_INT, JAVA_INT, ADDRESS);

    static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
    }

    static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return link(
                name,
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    /** A function that cannot fail. */
    private static MethodHandle plain(String name, MemoryLayout result) {
        return link(name, FunctionDescriptor.of(result));
    }

    @SuppressWarnings("restricted") // calling the kernel is what this class is for
    private static MethodHandle link(String name, FunctionDescriptor shape, Linker.Option... options) {
        MemorySegment symbol = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "usher-fd needs " + name + "(), which this machine's C library does not have"));
        return LINKER.downcallHandle(symbol, shape, options);
    }

    static long result(long value, MemorySegment errno) {
        return value < 0 ? -errno.get(JAVA_INT, 0) : value;
    }

    /** A down-call declares Throwable; none is thrown unless its arguments are wrong. */
    static RuntimeException unexpected(Throwable t) {
        return switch (t) {
            case Error e -> throw e;
            case RuntimeException e -> e;
            default -> new IllegalStateException(t);
        };
    }

    @Override
    public long socket(int domain, int type, int protocol) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) SOCKET.invokeExact(errno, domain, type, protocol), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long socketpair(int domain, int type, int protocol, MemorySegment two) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) SOCKETPAIR.invokeExact(errno, domain, type, protocol, two), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long bind(int fd, MemorySegment address, int length) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) BIND.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long listen(int fd, int backlog) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long accept4(int fd, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) ACCEPT4.invokeExact(errno, fd, MemorySegment.NULL, MemorySegment.NULL, flags), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long connect(int fd, MemorySegment address, int length) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) CONNECT.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long sendmsg(int fd, MemorySegment message, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((long) SENDMSG.invokeExact(errno, fd, message, flags), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long recvmsg(int fd, MemorySegment message, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((long) RECVMSG.invokeExact(errno, fd, message, flags), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long send(int fd, long address, long length, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((long) SEND.invokeExact(errno, fd, address, length, flags), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long recv(int fd, long address, long length, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((long) RECV.invokeExact(errno, fd, address, length, flags), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long shutdown(int fd, int how) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) SHUTDOWN.invokeExact(errno, fd, how), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long close(int fd) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) CLOSE.invokeExact(errno, fd), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment length) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) GETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long setsockopt(int fd, int level, int name, MemorySegment value, int length) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) SETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long getsockname(int fd, MemorySegment address, MemorySegment length) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) GETSOCKNAME.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long getpeername(int fd, MemorySegment address, MemorySegment length) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) GETPEERNAME.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long fcntl(int fd, int command, int argument) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) FCNTL.invokeExact(errno, fd, command, argument), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long ioctl(int fd, long request, MemorySegment argument) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) IOCTL.invokeExact(errno, fd, request, argument), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long openat(int directory, MemorySegment path, int flags, int mode) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) OPENAT.invokeExact(errno, directory, path, flags, mode), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long readlink(MemorySegment path, MemorySegment into, long length) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((long) READLINK.invokeExact(errno, path, into, length), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long statx(int directory, MemorySegment path, int flags, int mask, MemorySegment into) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) STATX.invokeExact(errno, directory, path, flags, mask, into), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long unlinkat(int directory, MemorySegment path, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) UNLINKAT.invokeExact(errno, directory, path, flags), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long fchmodat(int directory, MemorySegment path, int mode, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) FCHMODAT.invokeExact(errno, directory, path, mode, flags), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long fchmod(int fd, int mode) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) FCHMOD.invokeExact(errno, fd, mode), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long getuid() {
        try {
            return Integer.toUnsignedLong((int) GETUID.invokeExact());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long geteuid() {
        try {
            return Integer.toUnsignedLong((int) GETEUID.invokeExact());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long getgid() {
        try {
            return Integer.toUnsignedLong((int) GETGID.invokeExact());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long getegid() {
        try {
            return Integer.toUnsignedLong((int) GETEGID.invokeExact());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long getrlimit(int resource, MemorySegment limit) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) GETRLIMIT.invokeExact(errno, resource, limit), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long setrlimit(int resource, MemorySegment limit) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return result((int) SETRLIMIT.invokeExact(errno, resource, limit), errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public long posixSpawnFileActionsInit(MemorySegment actions) {
        return NativeProcesses.posixSpawnFileActionsInit(actions);
    }

    @Override
    public long posixSpawnFileActionsAdddup2(MemorySegment actions, int fd, int newFd) {
        return NativeProcesses.posixSpawnFileActionsAdddup2(actions, fd, newFd);
    }

    @Override
    public long posixSpawnFileActionsAddopen(MemorySegment actions, int fd, MemorySegment path, int flags, int mode) {
        return NativeProcesses.posixSpawnFileActionsAddopen(actions, fd, path, flags, mode);
    }

    @Override
    public long posixSpawnFileActionsAddclosefromNp(MemorySegment actions, int from) {
        return NativeProcesses.posixSpawnFileActionsAddclosefromNp(actions, from);
    }

    @Override
    public long posixSpawnFileActionsDestroy(MemorySegment actions) {
        return NativeProcesses.posixSpawnFileActionsDestroy(actions);
    }

    @Override
    public long posixSpawnattrInit(MemorySegment attributes) {
        return NativeProcesses.posixSpawnattrInit(attributes);
    }

    @Override
    public long posixSpawnattrSetflags(MemorySegment attributes, int flags) {
        return NativeProcesses.posixSpawnattrSetflags(attributes, flags);
    }

    @Override
    public long posixSpawnattrSetpgroup(MemorySegment attributes, int group) {
        return NativeProcesses.posixSpawnattrSetpgroup(attributes, group);
    }

    @Override
    public long posixSpawnattrSetsigdefault(MemorySegment attributes, MemorySegment signals) {
        return NativeProcesses.posixSpawnattrSetsigdefault(attributes, signals);
    }

    @Override
    public long posixSpawnattrSetsigmask(MemorySegment attributes, MemorySegment signals) {
        return NativeProcesses.posixSpawnattrSetsigmask(attributes, signals);
    }

    @Override
    public long posixSpawnattrDestroy(MemorySegment attributes) {
        return NativeProcesses.posixSpawnattrDestroy(attributes);
    }

    @Override
    public long posixSpawn(MemorySegment pid, SpawnArguments arguments) {
        return NativeProcesses.posixSpawn(pid, arguments);
    }

    @Override
    public long pidfdOpen(int pid, int flags) {
        return NativeProcesses.pidfdOpen(pid, flags);
    }

    @Override
    public long pidfdSendSignal(int pidfd, int signal) {
        return NativeProcesses.pidfdSendSignal(pidfd, signal);
    }

    @Override
    public long waitid(int kind, int id, MemorySegment info, int options) {
        return NativeProcesses.waitid(kind, id, info, options);
    }

    @Override
    public long kill(int pid, int signal) {
        return NativeProcesses.kill(pid, signal);
    }
}
