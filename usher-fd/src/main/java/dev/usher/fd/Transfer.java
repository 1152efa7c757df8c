package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One sendmsg or recvmsg: from Java buffers and descriptors to the kernel's structures and back. */
final class Transfer {
    /** Kept here so that its class is loaded before the first descriptor comes, which may take the last free number. */
    private static final Received NOTHING = Received.NOTHING;

    private Transfer() {}

    /** See {@link UnixSocket#send}. */
    static int send(Fd fd, String name, ByteBuffer data, int[] numbers) throws ErrnoException {
        Scratch s = Scratch.current();
        MemorySegment staged = data.isDirect() ? MemorySegment.NULL : s.data(data.remaining());
        if (!data.isDirect()) {
            MemorySegment.copy(MemorySegment.ofBuffer(data), 0, staged, 0, data.remaining());
        }
        long sent;
        try {
            Messages.prepare(s, address(s, data, staged), data.remaining(), Messages.writeRights(s, numbers));
            Sys sys = Kernel.sys();
            int number = fd.number();
            sent = Kernel.retried(() -> sys.sendmsg(number, s.message, Messages.SEND_FLAGS));
        } finally {
            Reference.reachabilityFence(data);
            Reference.reachabilityFence(staged);
        }
        if (sent == -Errno.EAGAIN.number()) {
            return -1;
        }
        Kernel.checked("sendmsg", name, sent);
        data.position(data.position() + (int) sent);
        return (int) sent;
    }

    /** See {@link UnixSocket#receive}. */
    static Received receive(Fd fd, String name, ByteBuffer into, int maxDescriptors) throws ErrnoException {
        // Made before, since it may not be possible after: once descriptors have come, they must find their owner.
        Collected collected = new Collected(name, maxDescriptors);
        Scratch s = Scratch.current();
        MemorySegment staged = into.isDirect() ? MemorySegment.NULL : s.data(into.remaining());
        long got;
        try {
            got = recvmsg(fd.number(), s, into, staged, maxDescriptors);
            if (got > 0 && !into.isDirect()) {
                MemorySegment.copy(staged, 0, MemorySegment.ofBuffer(into), 0, got);
            }
        } finally {
            Reference.reachabilityFence(into);
            Reference.reachabilityFence(staged);
        }
        if (got == -Errno.EAGAIN.number()) {
            return NOTHING;
        }
        Kernel.checked("recvmsg", name, got);
        Messages.walk(s, collected);
        into.position(into.position() + (int) got);
        return collected.received((int) got, s.message.get(JAVA_INT, Layouts.MSGHDR_FLAGS));
    }

    private static long recvmsg(int number, Scratch s, ByteBuffer into, MemorySegment staged, int maxDescriptors) {
        // The room for other control messages could let more descriptors in than asked for: Collected closes those.
        int control = Layouts.cmsgSpace(4 * maxDescriptors) + Scratch.OTHER_CONTROL;
        long address = address(s, into, staged);
        int room = into.remaining();
        Sys sys = Kernel.sys();
        long result;
        int tries = 0;
        do {
            Messages.prepare(s, address, room, control);
            result = sys.recvmsg(number, s.message, Messages.RECEIVE_FLAGS);
        } while (Kernel.interrupted(result, ++tries));
        return result;
    }

    private static long address(Scratch s, ByteBuffer buffer, MemorySegment staged) {
        return buffer.isDirect() ? s.baseAddress(buffer) + buffer.position() : staged.address();
    }

    /** Owns what comes, up to a number; closes what is beyond it. */
    private static final class Collected implements Messages.Found {
        private final String name;
        private final int max;
        private final List<Fd> kept = new ArrayList<>(1);
        private int arrived;
        private boolean other;

        Collected(String name, int max) {
            this.name = name;
            this.max = max;
        }

        @Override
        public void descriptor(int number) {
            arrived++;
            if (kept.size() < max) {
                kept.add(Fd.own(number, "received on " + name));
            } else {
                Kernel.sys().close(number);
            }
        }

        @Override
        public void other(int level, int type) {
            other = true;
        }

        Received received(int bytes, int messageFlags) {
            int flags = (messageFlags & (Layouts.MSG_TRUNC | Layouts.MSG_CTRUNC))
                    | (arrived > kept.size() ? Layouts.MSG_CTRUNC : 0)
                    | (other ? Received.OTHER_CONTROL : 0);
            return new Received(bytes, kept.toArray(new Fd[0]), arrived, flags);
        }
    }
}
