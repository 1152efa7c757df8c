package dev.usher.daemon.stream;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.StreamSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What one client's socket would not take yet. Exists only while there is something: most streams never have one. */
final class Backlog {
    /** More than this waiting for a client means that its source does not stop when told to. */
    private static final int BYTES_MAX = 16 * 1024 * 1024;

    private byte[] bytes;
    private int from;
    private int to;

    Backlog(ByteBuffer first) {
        bytes = new byte[first.remaining()];
        add(first);
    }

    int size() {
        return to - from;
    }

    boolean isTooLarge() {
        return size() > BYTES_MAX;
    }

    /** Takes over all that {@code more} has. */
    void add(ByteBuffer more) {
        int length = more.remaining();
        if (bytes.length - to < length) {
            makeRoom(length);
        }
        more.get(bytes, to, length);
        to += length;
    }

    private void makeRoom(int length) {
        int size = size();
        byte[] target = size + length <= bytes.length ? bytes : Arrays.copyOf(bytes, 0);
        if (target.length == 0) {
            target = new byte[Math.max(size + length, size * 2)];
        }
        System.arraycopy(bytes, from, target, 0, size);
        bytes = target;
        from = 0;
        to = size;
    }

    /**
     * Sends as much as the socket takes, at most a few buffers' worth.
     *
     * @param transit a direct buffer of the loop's, free to use during this call
     * @return bytes sent; 0 where the socket is full still
     */
    int sendTo(StreamSocket socket, ByteBuffer transit) throws ErrnoException {
        int before = from;
        while (from < to) {
            transit.clear();
            transit.put(bytes, from, Math.min(transit.capacity(), to - from)).flip();
            int sent = socket.send(transit);
            if (sent <= 0) {
                break;
            }
            from += sent;
        }
        return from - before;
    }
}
