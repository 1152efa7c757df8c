package dev.usher.fd;

/**
 * Sizes, offsets and numbers of the kernel's interface, for Linux on x86_64 and aarch64: both LP64 and little-endian,
 * so every structure here is the same on both. Only two open(2) flags differ.
 *
 * <p>{@link LayoutCheck} holds them against the running kernel before the first call.
 */
final class Layouts {
    static final boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");

    static final int AF_UNSPEC = 0;
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;

    static final int SOL_SOCKET = 1;
    static final int IPPROTO_TCP = 6;
    static final int SO_TYPE = 3;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_KEEPALIVE = 9;
    static final int SO_PASSCRED = 16;
    static final int SO_PEERCRED = 17;
    static final int SO_ACCEPTCONN = 30;
    static final int SO_DOMAIN = 39;
    static final int TCP_NODELAY = 1;
    static final int TCP_KEEPIDLE = 4;
    static final int TCP_KEEPINTVL = 5;
    static final int TCP_KEEPCNT = 6;
    static final int TCP_USER_TIMEOUT = 18;
    static final int TCP_NOTSENT_LOWAT = 25;

    static final int MSG_CTRUNC = 0x8;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;
    static final int SCM_RIGHTS = 1;
    static final int SCM_CREDENTIALS = 2;
    static final int SCM_PIDFD = 4;
    static final int SHUT_RD = 0;
    static final int SHUT_WR = 1;
    static final int SHUT_RDWR = 2;

    /** SCM_MAX_FD: the most descriptors one message carries (unix(7)). */
    static final int MAX_DESCRIPTORS = 253;

    static final int F_GETFD = 1;
    static final int F_SETFD = 2;
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int FD_CLOEXEC = 1;
    static final long FIONREAD = 0x541B;
    static final long SIOCOUTQ = 0x5411;

    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int O_ACCMODE = 3;
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    static final int O_DIRECTORY = AARCH64 ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = AARCH64 ? 0x8000 : 0x20000;
    static final int PATH_MAX = 4096;
    static final int RLIMIT_NOFILE = 7;

    /** struct iovec: base, length. */
    static final int IOVEC_BASE = 0;

    static final int IOVEC_LENGTH = 8;
    static final int IOVEC_SIZE = 16;

    /** struct msghdr: name, its length, iov, their number, control, its length, flags; padded to 8. */
    static final int MSGHDR_NAME = 0;

    static final int MSGHDR_NAMELEN = 8;
    static final int MSGHDR_IOV = 16;
    static final int MSGHDR_IOVLEN = 24;
    static final int MSGHDR_CONTROL = 32;
    static final int MSGHDR_CONTROLLEN = 40;
    static final int MSGHDR_FLAGS = 48;
    static final int MSGHDR_SIZE = 56;

    /** struct cmsghdr: length with the header, level, type; data follows, the next one at a multiple of 8. */
    static final int CMSG_LENGTH = 0;

    static final int CMSG_LEVEL = 8;
    static final int CMSG_TYPE = 12;
    static final int CMSG_DATA = 16;
    static final int CMSG_ALIGN = 8;

    /** struct sockaddr_un: family, path. */
    static final int SUN_PATH = 2;

    static final int SUN_SIZE = 110;

    /** The longest path of a sockaddr_un that ends in a NUL. */
    static final int SUN_PATH_MAX = 107;

    /** struct sockaddr_in: family, port, address; sockaddr_in6: family, port, flow, address, scope. */
    static final int SIN_PORT = 2;

    static final int SIN_ADDRESS = 4;
    static final int SIN6_ADDRESS = 8;
    static final int SIN6_SCOPE = 24;
    static final int SIN_SIZE = 16;
    static final int SIN6_SIZE = 28;

    /** struct sockaddr_storage: room for an address of any family. */
    static final int SOCKADDR_STORAGE_SIZE = 128;

    /** struct ucred: pid, uid, gid. */
    static final int UCRED_UID = 4;

    static final int UCRED_GID = 8;
    static final int UCRED_SIZE = 12;

    /** struct rlimit: soft, hard. */
    static final int RLIMIT_HARD = 8;

    static final int RLIMIT_SIZE = 16;

    /** struct statx, which unlike struct stat is the same on every architecture. */
    static final int STATX_UID = 20;

    static final int STATX_GID = 24;
    static final int STATX_MODE = 28;
    static final int STATX_INODE = 32;
    static final int STATX_DEV_MAJOR = 136;
    static final int STATX_DEV_MINOR = 140;
    static final int STATX_SIZE = 256;
    static final int STATX_BASIC_STATS = 0x7FF;

    /** asm-generic/unistd.h: both have had the same number on every architecture since they were added. */
    static final long SYS_PIDFD_SEND_SIGNAL = 424;

    static final long SYS_PIDFD_OPEN = 434;

    static final int POSIX_SPAWN_SETPGROUP = 0x02;
    static final int POSIX_SPAWN_SETSIGDEF = 0x04;
    static final int POSIX_SPAWN_SETSIGMASK = 0x08;

    /** sigset_t of the C library, of which the kernel uses the first 8 bytes. */
    static final int SIGSET_SIZE = 128;

    /**
     * Room for a posix_spawnattr_t (336 bytes with glibc) and a posix_spawn_file_actions_t (80): the C library alone looks
     * into them.
     */
    static final int SPAWN_SIZE = 512;

    static final int P_PID = 1;
    static final int P_PIDFD = 3;
    static final int WNOHANG = 1;
    static final int WEXITED = 4;
    static final int CLD_EXITED = 1;

    /** siginfo_t as waitid(2) fills it: signal, errno, code, padding, pid, uid, status. */
    static final int SIGINFO_SIGNAL = 0;

    static final int SIGINFO_CODE = 8;
    static final int SIGINFO_PID = 16;
    static final int SIGINFO_STATUS = 24;
    static final int SIGINFO_SIZE = 128;
    static final int SIGCHLD = 17;

    /** struct tcp_info, whose fields only ever grew at its end: unsent bytes, bytes sent, of those the repeated ones. */
    static final int TCP_INFO = 11;

    static final int TCP_INFO_NOTSENT_BYTES = 144;
    static final int TCP_INFO_BYTES_SENT = 200;
    static final int TCP_INFO_BYTES_RETRANS = 208;
    static final int TCP_INFO_SIZE = 216;

    private Layouts() {}

    /** CMSG_LEN of so many bytes of data. */
    static int cmsgLength(int dataBytes) {
        return CMSG_DATA + dataBytes;
    }

    /** CMSG_SPACE of so many bytes of data. */
    static int cmsgSpace(int dataBytes) {
        return align(cmsgLength(dataBytes));
    }

    static int align(int length) {
        return (length + CMSG_ALIGN - 1) & -CMSG_ALIGN;
    }
}
