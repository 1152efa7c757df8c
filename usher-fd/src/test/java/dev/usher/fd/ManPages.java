package dev.usher.fd;

import static dev.usher.fd.Errno.*;

import java.util.List;
import java.util.Map;

/** The ERRORS sections of the man pages (section 2 of Linux man-pages, with unix(7), ip(7) and path_resolution(7)). */
final class ManPages {
    private static final List<Errno> PATH =
            List.of(EACCES, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, EROFS, EFAULT, EINVAL, EIO, EPERM, EBADF);

    private static final Map<String, List<Errno>> ERRORS = Map.ofEntries(
            Map.entry(
                    "socket", List.of(EACCES, EAFNOSUPPORT, EINVAL, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPROTONOSUPPORT)),
            Map.entry("socketpair", List.of(EAFNOSUPPORT, EFAULT, EMFILE, ENFILE, ENOMEM, EOPNOTSUPP, EPROTONOSUPPORT)),
            Map.entry(
                    "bind",
                    List.of(
                            EACCES,
                            EADDRINUSE,
                            EADDRNOTAVAIL,
                            EBADF,
                            EFAULT,
                            EINVAL,
                            ELOOP,
                            ENAMETOOLONG,
                            ENOENT,
                            ENOMEM,
                            ENOTDIR,
                            ENOTSOCK,
                            EROFS)),
            Map.entry("listen", List.of(EADDRINUSE, EBADF, EINVAL, ENOTSOCK, EOPNOTSUPP)),
            Map.entry(
                    "accept4",
                    List.of(
                            EAGAIN,
                            EBADF,
                            ECONNABORTED,
                            EFAULT,
                            EINTR,
                            EINVAL,
                            EMFILE,
                            ENFILE,
                            ENOBUFS,
                            ENOMEM,
                            ENOTSOCK,
                            EOPNOTSUPP,
                            EPERM,
                            EPROTO)),
            Map.entry(
                    "connect",
                    List.of(
                            EACCES,
                            EPERM,
                            EADDRINUSE,
                            EADDRNOTAVAIL,
                            EAFNOSUPPORT,
                            EAGAIN,
                            EALREADY,
                            EBADF,
                            ECONNREFUSED,
                            EFAULT,
                            EINPROGRESS,
                            EINTR,
                            EISCONN,
                            ELOOP,
                            ENETUNREACH,
                            ENOENT,
                            ENOTDIR,
                            ENOTSOCK,
                            EPROTOTYPE,
                            ETIMEDOUT)),
            Map.entry(
                    "sendmsg",
                    List.of(
                            EACCES,
                            EAGAIN,
                            EALREADY,
                            EBADF,
                            ECONNREFUSED,
                            ECONNRESET,
                            EDESTADDRREQ,
                            EFAULT,
                            EINTR,
                            EINVAL,
                            EISCONN,
                            EMSGSIZE,
                            ENOBUFS,
                            ENOMEM,
                            ENOTCONN,
                            ENOTSOCK,
                            EOPNOTSUPP,
                            EPERM,
                            EPIPE,
                            ETOOMANYREFS)),
            Map.entry(
                    "send",
                    List.of(
                            EAGAIN,
                            EBADF,
                            ECONNRESET,
                            EDESTADDRREQ,
                            EFAULT,
                            EHOSTUNREACH,
                            EINTR,
                            EINVAL,
                            EMSGSIZE,
                            ENETDOWN,
                            ENETUNREACH,
                            ENOBUFS,
                            ENOMEM,
                            ENOTCONN,
                            ENOTSOCK,
                            EPIPE,
                            ETIMEDOUT)),
            Map.entry(
                    "recvmsg",
                    List.of(
                            EAGAIN,
                            EBADF,
                            ECONNREFUSED,
                            ECONNRESET,
                            EFAULT,
                            EINTR,
                            EINVAL,
                            ENOMEM,
                            ENOTCONN,
                            ENOTSOCK)),
            Map.entry(
                    "recv",
                    List.of(
                            EAGAIN,
                            EBADF,
                            ECONNREFUSED,
                            ECONNRESET,
                            EFAULT,
                            EHOSTUNREACH,
                            EINTR,
                            EINVAL,
                            ENOMEM,
                            ENOTCONN,
                            ENOTSOCK,
                            ETIMEDOUT)),
            Map.entry("shutdown", List.of(EBADF, EINVAL, ENOTCONN, ENOTSOCK)),
            Map.entry("close", List.of(EBADF, EINTR, EIO, ENOSPC, EDQUOT)),
            Map.entry("getsockopt", List.of(EBADF, EFAULT, EINVAL, ENOPROTOOPT, ENOTSOCK)),
            Map.entry("setsockopt", List.of(EBADF, EFAULT, EINVAL, ENOPROTOOPT, ENOTSOCK, EPERM, EDOM)),
            Map.entry("getsockname", List.of(EBADF, EFAULT, EINVAL, ENOBUFS, ENOTSOCK)),
            Map.entry("getpeername", List.of(EBADF, EFAULT, EINVAL, ENOBUFS, ENOTCONN, ENOTSOCK)),
            Map.entry("fcntl", List.of(EACCES, EAGAIN, EBADF, EINTR, EINVAL, EPERM, EFAULT)),
            Map.entry("ioctl", List.of(EBADF, EFAULT, EINVAL, ENOTTY)),
            Map.entry(
                    "openat",
                    List.of(
                            EACCES,
                            EBADF,
                            EINTR,
                            EINVAL,
                            ELOOP,
                            EMFILE,
                            ENAMETOOLONG,
                            ENFILE,
                            ENODEV,
                            ENOENT,
                            ENOMEM,
                            ENOTDIR,
                            ENXIO,
                            EPERM)),
            Map.entry("readlink", PATH),
            Map.entry("statx", PATH),
            Map.entry("unlinkat", List.of(EACCES, EBUSY, EFAULT, EIO, EISDIR, ELOOP, ENOENT, ENOTDIR, EPERM, EROFS)),
            Map.entry("fchmodat", PATH),
            Map.entry("fchmod", List.of(EBADF, EIO, EPERM, EROFS)),
            Map.entry("getrlimit", List.of(EFAULT, EINVAL, EPERM)),
            Map.entry("setrlimit", List.of(EFAULT, EINVAL, EPERM)),
            Map.entry("posix_spawn_file_actions_init", List.of(ENOMEM)),
            Map.entry("posix_spawn_file_actions_adddup2", List.of(EBADF, EINVAL, ENOMEM)),
            Map.entry("posix_spawn_file_actions_addopen", List.of(EBADF, EINVAL, ENOMEM)),
            Map.entry("posix_spawn_file_actions_addclosefrom_np", List.of(EBADF, ENOMEM)),
            Map.entry("posix_spawn_file_actions_destroy", List.of(EINVAL)),
            Map.entry("posix_spawnattr_init", List.of(ENOMEM)),
            Map.entry("posix_spawnattr_setflags", List.of(EINVAL)),
            Map.entry("posix_spawnattr_setpgroup", List.of(EINVAL)),
            Map.entry("posix_spawnattr_setsigdefault", List.of(EINVAL)),
            Map.entry("posix_spawnattr_setsigmask", List.of(EINVAL)),
            Map.entry("posix_spawnattr_destroy", List.of(EINVAL)),
            Map.entry(
                    "posix_spawn",
                    List.of(
                            EAGAIN,
                            ENOMEM,
                            E2BIG,
                            EACCES,
                            EFAULT,
                            EINVAL,
                            EIO,
                            EISDIR,
                            ELIBBAD,
                            ELOOP,
                            EMFILE,
                            ENAMETOOLONG,
                            ENFILE,
                            ENOENT,
                            ENOEXEC,
                            ENOTDIR,
                            EPERM,
                            ETXTBSY)),
            Map.entry("pidfd_open", List.of(EINVAL, EMFILE, ENFILE, ENODEV, ENOMEM, ESRCH)),
            Map.entry("pidfd_send_signal", List.of(EBADF, EINVAL, EPERM, ESRCH)),
            Map.entry("waitid", List.of(EAGAIN, ECHILD, EINTR, EINVAL, ESRCH)),
            Map.entry("kill", List.of(EINVAL, EPERM, ESRCH)));

    private ManPages() {}

    /** The call's name as its man page has it. */
    static String nameOf(String method) {
        return method.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    static List<Errno> errorsOf(String call) {
        List<Errno> errors = ERRORS.get(nameOf(call));
        if (errors == null) {
            throw new IllegalArgumentException("no errors known of " + call);
        }
        return errors;
    }
}
