package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** The kernel without the library's care: messages as one likes, control areas of any size, TCP sockets. */
final class Raw {
    private Raw() {}

    /** What a bare recvmsg gave; its descriptors are closed already. */
    record Got(String data, int descriptors, boolean controlTruncated, boolean dataTruncated) {}

    static long send(UnixSocket socket, String data, int controlLength, int... numbers) {
        Scratch s = Scratch.current();
        Messages.writeRights(s, numbers);
        if (numbers.length == 0 && controlLength > 0) {
            Messages.writeRights(s, new int[] {0});
            s.control.set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, Layouts.CMSG_DATA);
        }
        byte[] bytes = data.getBytes(ISO_8859_1);
        var memory = s.data(Math.max(1, bytes.length));
        java.lang.foreign.MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
        Messages.prepare(s, memory.address(), bytes.length, controlLength);
        return Kernel.sys().sendmsg(socket.fd().number(), s.message, Messages.SEND_FLAGS);
    }

    static Got receive(UnixSocket socket, int room, int controlLength) {
        Scratch s = Scratch.current();
        var memory = s.data(Math.max(1, room));
        Messages.prepare(s, memory.address(), room, controlLength);
        long n = Kernel.sys().recvmsg(socket.fd().number(), s.message, Messages.RECEIVE_FLAGS);
        if (n < 0) {
            throw new IllegalStateException("recvmsg: " + Errno.of((int) -n));
        }
        List<Integer> numbers = new ArrayList<>();
        Messages.walk(s, new Messages.Found() {
            @Override
            public void descriptor(int number) {
                numbers.add(number);
                Kernel.sys().close(number);
            }

            @Override
            public void other(int level, int type) {}
        });
        int flags = s.message.get(JAVA_INT, Layouts.MSGHDR_FLAGS);
        return new Got(
                new String(memory.asSlice(0, n).toArray(JAVA_BYTE), ISO_8859_1),
                numbers.size(),
                (flags & Layouts.MSG_CTRUNC) != 0,
                (flags & Layouts.MSG_TRUNC) != 0);
    }

    /** A TCP connection on loopback: our end as a descriptor, the other as Java's socket. */
    record Tcp(StreamSocket ours, Socket theirs) implements AutoCloseable {
        static Tcp open() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Fd fd = Fd.own((int) Kernel.sys().socket(Layouts.AF_INET, 1 | Layouts.SOCK_CLOEXEC, 0), "tcp client");
                Scratch s = Scratch.current();
                s.address.fill((byte) 0);
                s.address.set(JAVA_SHORT, 0, (short) Layouts.AF_INET);
                s.address.set(JAVA_SHORT, Layouts.SIN_PORT, Short.reverseBytes((short) server.getLocalPort()));
                s.address.set(JAVA_INT, Layouts.SIN_ADDRESS, Integer.reverseBytes(0x7F000001));
                Kernel.checked("connect", "tcp", Kernel.sys().connect(fd.number(), s.address, 16));
                Socket theirs = server.accept();
                theirs.setSoTimeout(5000);
                return new Tcp(StreamSocket.adopt(fd), theirs);
            }
        }

        @Override
        public void close() throws IOException {
            ours.close();
            theirs.close();
        }
    }
}
