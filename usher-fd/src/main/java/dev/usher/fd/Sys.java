package dev.usher.fd;

import java.lang.foreign.MemorySegment;

/**
 * The one seam between this package and the kernel. Each method is the C library's function of its name; the result is
 * what that returns, or {@code -errno}. Nothing here throws, retries or waits on its own account.
 *
 * <p>{@link NativeSys} is the real one. A test puts another in its place that fails the k-th call.
 */
interface Sys {
    long socket(int domain, int type, int protocol);

    long socketpair(int domain, int type, int protocol, MemorySegment two);

    long bind(int fd, MemorySegment address, int length);

    long listen(int fd, int backlog);

    /** The peer's address is not asked for. */
    long accept4(int fd, int flags);

    long connect(int fd, MemorySegment address, int length);

    long sendmsg(int fd, MemorySegment message, int flags);

    long recvmsg(int fd, MemorySegment message, int flags);

    /** The address is native memory that the caller keeps alive through the call. */
    long send(int fd, long address, long length, int flags);

    /** The address is native memory that the caller keeps alive through the call. */
    long recv(int fd, long address, long length, int flags);

    long shutdown(int fd, int how);

    long close(int fd);

    long getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment length);

    long setsockopt(int fd, int level, int name, MemorySegment value, int length);

    long getsockname(int fd, MemorySegment address, MemorySegment length);

    long getpeername(int fd, MemorySegment address, MemorySegment length);

    long fcntl(int fd, int command, int argument);

    long ioctl(int fd, long request, MemorySegment argument);

    long openat(int directory, MemorySegment path, int flags, int mode);

    long readlink(MemorySegment path, MemorySegment into, long length);

    long statx(int directory, MemorySegment path, int flags, int mask, MemorySegment into);

    long unlinkat(int directory, MemorySegment path, int flags);

    long fchmodat(int directory, MemorySegment path, int mode, int flags);

    long fchmod(int fd, int mode);

    long getuid();

    long geteuid();

    long getgid();

    long getegid();

    long getrlimit(int resource, MemorySegment limit);

    long setrlimit(int resource, MemorySegment limit);

    // posix_spawn(3) and its arguments' functions return an error number instead of setting errno: here -errno too.

    long posixSpawnFileActionsInit(MemorySegment actions);

    long posixSpawnFileActionsAdddup2(MemorySegment actions, int fd, int newFd);

    long posixSpawnFileActionsAddopen(MemorySegment actions, int fd, MemorySegment path, int flags, int mode);

    long posixSpawnFileActionsAddclosefromNp(MemorySegment actions, int from);

    long posixSpawnFileActionsDestroy(MemorySegment actions);

    long posixSpawnattrInit(MemorySegment attributes);

    long posixSpawnattrSetflags(MemorySegment attributes, int flags);

    long posixSpawnattrSetpgroup(MemorySegment attributes, int group);

    long posixSpawnattrSetsigdefault(MemorySegment attributes, MemorySegment signals);

    long posixSpawnattrSetsigmask(MemorySegment attributes, MemorySegment signals);

    long posixSpawnattrDestroy(MemorySegment attributes);

    /** Returns when the new process runs its program, or could not: it blocks that long. */
    long posixSpawn(MemorySegment pid, SpawnArguments arguments);

    /** By its number: the C library has had it since glibc 2.36 only. */
    long pidfdOpen(int pid, int flags);

    /** By its number; no siginfo and no flags. */
    long pidfdSendSignal(int pidfd, int signal);

    long waitid(int kind, int id, MemorySegment info, int options);

    long kill(int pid, int signal);
}
