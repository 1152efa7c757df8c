package dev.usher.daemon;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A sender of protocol 1, as raw as can be: connect, one message, close. */
final class Door {
    private Door() {}

    /** Hands the guest's socket over, and closes the door's copy. */
    static void handOver(Path seat, Guest guest, String data) throws ErrnoException {
        handOver(seat, SocketType.SEQPACKET, guest, data);
    }

    static void handOver(Path seat, SocketType type, Guest guest, String data) throws ErrnoException {
        send(seat, type, data.getBytes(StandardCharsets.UTF_8), guest.doorsEnd);
        guest.left();
    }

    /** Sends any bytes with any descriptors, which stay the caller's. */
    static void send(Path seat, SocketType type, byte[] data, Fd... descriptors) throws ErrnoException {
        try (UnixSocket socket = connect(seat, type)) {
            ByteBuffer left = ByteBuffer.wrap(data.length == 0 ? new byte[1] : data);
            Fd[] with = descriptors;
            while (left.hasRemaining()) {
                if (socket.send(left, with) < 0) {
                    LockSupport.parkNanos(100_000); // a stream's buffer is full: the seat reads it
                } else {
                    with = new Fd[0];
                }
            }
        }
    }

    static UnixSocket connect(Path seat, SocketType type) throws ErrnoException {
        UnixSocket socket = UnixSocket.open(type);
        try {
            socket.connect(UnixAddress.path(seat));
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }
}
