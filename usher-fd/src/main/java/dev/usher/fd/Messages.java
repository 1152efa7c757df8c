package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** Writes and reads struct msghdr and the control messages behind it (recvmsg(2), cmsg(3)), in a thread's scratch. */
final class Messages {
    static final int SEND_FLAGS = Layouts.MSG_DONTWAIT | Layouts.MSG_NOSIGNAL;
    static final int RECEIVE_FLAGS = Layouts.MSG_DONTWAIT | Layouts.MSG_CMSG_CLOEXEC;

    /** What is said of each control message that {@link #walk} finds. */
    interface Found {
        /** A descriptor that is now this process's own, and nobody else's to close. */
        void descriptor(int number);

        /** A control message other than SCM_RIGHTS; a pidfd in it has been closed already. */
        void other(int level, int type);
    }

    private Messages() {}

    /** Fills the header: one iovec, no name, so many bytes of control. */
    static void prepare(Scratch s, long address, long length, int controlLength) {
        s.iovec.set(JAVA_LONG, Layouts.IOVEC_BASE, address);
        s.iovec.set(JAVA_LONG, Layouts.IOVEC_LENGTH, length);
        MemorySegment m = s.message;
        m.fill((byte) 0);
        m.set(JAVA_LONG, Layouts.MSGHDR_IOV, s.iovec.address());
        m.set(JAVA_LONG, Layouts.MSGHDR_IOVLEN, 1);
        if (controlLength > 0) {
            m.set(JAVA_LONG, Layouts.MSGHDR_CONTROL, s.control.address());
            m.set(JAVA_LONG, Layouts.MSGHDR_CONTROLLEN, controlLength);
        }
    }

    /** Writes one SCM_RIGHTS message and returns the length of the control area; 0 for no descriptors. */
    static int writeRights(Scratch s, int[] numbers) {
        if (numbers.length == 0) {
            return 0;
        }
        MemorySegment c = s.control;
        int length = Layouts.cmsgLength(4 * numbers.length);
        c.set(JAVA_LONG, Layouts.CMSG_LENGTH, length);
        c.set(JAVA_INT, Layouts.CMSG_LEVEL, Layouts.SOL_SOCKET);
        c.set(JAVA_INT, Layouts.CMSG_TYPE, Layouts.SCM_RIGHTS);
        for (int i = 0; i < numbers.length; i++) {
            c.set(JAVA_INT, Layouts.CMSG_DATA + 4L * i, numbers[i]);
        }
        return length;
    }

    /** Goes through all control messages of a received header; reads no byte beyond what the kernel wrote. */
    static void walk(Scratch s, Found found) {
        long end = Math.min(s.message.get(JAVA_LONG, Layouts.MSGHDR_CONTROLLEN), s.control.byteSize());
        long at = 0;
        while (at + Layouts.CMSG_DATA <= end) {
            long length = s.control.get(JAVA_LONG, at + Layouts.CMSG_LENGTH);
            if (length < Layouts.CMSG_DATA) {
                return;
            }
            one(s.control.asSlice(at, Math.min(length, end - at)), found);
            at += (length + Layouts.CMSG_ALIGN - 1) & -Layouts.CMSG_ALIGN;
        }
    }

    private static void one(MemorySegment c, Found found) {
        int level = c.get(JAVA_INT, Layouts.CMSG_LEVEL);
        int type = c.get(JAVA_INT, Layouts.CMSG_TYPE);
        if (level == Layouts.SOL_SOCKET && type == Layouts.SCM_RIGHTS) {
            for (long at = Layouts.CMSG_DATA; at + 4 <= c.byteSize(); at += 4) {
                found.descriptor(c.get(JAVA_INT, at));
            }
            return;
        }
        if (level == Layouts.SOL_SOCKET && type == Layouts.SCM_PIDFD && c.byteSize() >= Layouts.CMSG_DATA + 4) {
            int pidfd = c.get(JAVA_INT, Layouts.CMSG_DATA);
            if (pidfd >= 0) { // the kernel writes an error there where it could not make one
                Kernel.sys().close(pidfd);
            }
        }
        found.other(level, type);
    }
}
