package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Holds {@link Layouts} against the running kernel once, before anything is built on them: a socketpair, the sizes the
 * kernel reports, and one descriptor sent through it. A machine this package was not made for is refused with a clear
 * error instead of wrong memory.
 */
final class LayoutCheck {
    private static final int EXPECTED_FLAGS = Layouts.SOCK_CLOEXEC | Layouts.SOCK_NONBLOCK;

    private static final long EXPECTED_STATUS = Layouts.O_NONBLOCK | Layouts.O_RDWR;

    private final Sys sys;
    private final Scratch scratch = Scratch.current();

    private LayoutCheck(Sys sys) {
        this.sys = sys;
    }

    static void run(Sys sys) {
        machine(System.getProperty("os.name"), System.getProperty("os.arch"), ByteOrder.nativeOrder());
        LayoutCheck check = new LayoutCheck(sys);
        MemorySegment two = check.scratch.option;
        require("socketpair", sys.socketpair(Layouts.AF_UNIX, 5 | EXPECTED_FLAGS, 0, two), 0);
        int left = two.get(JAVA_INT, 0);
        int right = two.get(JAVA_INT, 4);
        try {
            check.sizes(left);
            check.roundTrip(left, right);
        } finally {
            sys.close(left);
            sys.close(right);
        }
    }

    static void machine(String system, String architecture, ByteOrder order) {
        boolean known = architecture.equals("amd64") || architecture.equals("aarch64");
        if (!system.equals("Linux") || !known || order != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("usher-fd runs on Linux, x86_64 or aarch64, little-endian; this is "
                    + system + " " + architecture + " " + order);
        }
    }

    private void sizes(int socket) {
        scratch.optionLength.set(JAVA_INT, 0, 16);
        long asked =
                sys.getsockopt(socket, Layouts.SOL_SOCKET, Layouts.SO_PEERCRED, scratch.option, scratch.optionLength);
        require("getsockopt", asked, 0);
        require("size of struct ucred", scratch.optionLength.get(JAVA_INT, 0), Layouts.UCRED_SIZE);
        require("uid in struct ucred", Integer.toUnsignedLong(uid()), sys.geteuid());
        scratch.optionLength.set(JAVA_INT, 0, Layouts.SOCKADDR_STORAGE_SIZE);
        require("getsockname", sys.getsockname(socket, scratch.address, scratch.optionLength), 0);
        require("address of an unnamed socket", scratch.optionLength.get(JAVA_INT, 0), Layouts.SUN_PATH);
        identity(socket);
    }

    private int uid() {
        return scratch.option.get(JAVA_INT, Layouts.UCRED_UID);
    }

    private long identity(int socket) {
        scratch.path.set(JAVA_BYTE, 0, (byte) 0);
        long asked = sys.statx(socket, scratch.path, Layouts.AT_EMPTY_PATH, Layouts.STATX_BASIC_STATS, scratch.statx);
        require("statx", asked, 0);
        int mode = Short.toUnsignedInt(scratch.statx.get(java.lang.foreign.ValueLayout.JAVA_SHORT, Layouts.STATX_MODE));
        require("kind of a socket in struct statx", mode & 0xF000, 0xC000);
        return scratch.statx.get(JAVA_LONG, Layouts.STATX_INODE);
    }

    /** Sends the socket through itself: the copy must be another number for the same inode. */
    private void roundTrip(int left, int right) {
        long before = identity(left);
        MemorySegment one = scratch.data(1);
        Messages.prepare(scratch, one.address(), 1, Messages.writeRights(scratch, new int[] {left}));
        require("sendmsg", sys.sendmsg(left, scratch.message, Layouts.MSG_NOSIGNAL | Layouts.MSG_DONTWAIT), 1);
        Messages.prepare(scratch, one.address(), 1, Layouts.cmsgLength(4));
        require("recvmsg", sys.recvmsg(right, scratch.message, Messages.RECEIVE_FLAGS), 1);
        require(
                "flags of struct msghdr",
                scratch.message.get(JAVA_INT, Layouts.MSGHDR_FLAGS) & ~(Layouts.MSG_CMSG_CLOEXEC | 0x80),
                0);
        require("length of struct cmsghdr", scratch.control.get(JAVA_LONG, 0), Layouts.cmsgLength(4));
        int copy = scratch.control.get(JAVA_INT, Layouts.CMSG_DATA);
        try {
            require("inode of a descriptor sent to itself", identity(copy), before);
            require("FD_CLOEXEC of a received descriptor", sys.fcntl(copy, Layouts.F_GETFD, 0), Layouts.FD_CLOEXEC);
            long flags = sys.fcntl(copy, Layouts.F_GETFL, 0);
            require("O_NONBLOCK of a new socket", flags < 0 ? flags : flags & EXPECTED_STATUS, EXPECTED_STATUS);
        } finally {
            sys.close(copy);
        }
    }

    private static void require(String what, long found, long expected) {
        if (found != expected) {
            throw new UnsupportedOperationException("usher-fd does not fit this kernel: " + what + " gave " + found
                    + ", expected " + expected + (found < 0 ? " (" + Errno.of((int) -found) + ")" : ""));
        }
    }
}
