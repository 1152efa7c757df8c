package dev.usher.daemon.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one direct buffer of a loop, in which events are written before they are sent. Events that one stream has ready
 * in the same turn gather here and leave in one send; another stream's first event, or the turn's end, sends them.
 *
 * <p>An event begins at {@link #beginEvent}: when the buffer overflows, what stands before the event leaves first, so
 * that the event itself is handed to the kernel whole. Only an event larger than the buffer goes in pieces.
 */
final class Scratch {
    /** Holds a hundred ordinary events; a larger one is cut into pieces by socket buffers anyway. */
    static final int CAPACITY_BYTES = 64 * 1024;

    /** Where the bytes go; takes all that stands between the buffer's position and limit. */
    interface Outlet {
        void write(ByteBuffer ready);
    }

    private final ByteBuffer buffer;
    private int eventBegin;
    private @Nullable Outlet owner;

    Scratch() {
        this(CAPACITY_BYTES);
    }

    Scratch(int capacityBytes) {
        buffer = ByteBuffer.allocateDirect(capacityBytes);
    }

    /** Makes {@code outlet} the owner of what is written from now on; another one's bytes are sent first. */
    void own(Outlet outlet) {
        if (!outlet.equals(owner)) {
            flush();
            owner = outlet;
        }
    }

    /** Sends what is there and leaves the buffer without owner. */
    void flush() {
        Outlet outlet = owner;
        owner = null;
        if (outlet != null && buffer.position() > 0) {
            writeTo(outlet, buffer.position());
        }
        buffer.clear();
        eventBegin = 0;
    }

    /** Sends what is there if it is {@code outlet}'s. */
    void flushIf(Outlet outlet) {
        if (outlet.equals(owner)) {
            flush();
        }
    }

    /** Forgets what {@code outlet} has written: its client is gone. */
    void discard(Outlet outlet) {
        if (outlet.equals(owner)) {
            owner = null;
            buffer.clear();
            eventBegin = 0;
        }
    }

    void beginEvent() {
        eventBegin = buffer.position();
    }

    void put(byte b) {
        if (!buffer.hasRemaining()) {
            makeRoom();
        }
        buffer.put(b);
    }

    void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    void put(byte[] bytes, int from, int to) {
        int at = from;
        while (to - at > buffer.remaining()) {
            if (eventBegin == 0) {
                int fits = buffer.remaining();
                buffer.put(bytes, at, fits);
                at += fits;
            }
            makeRoom();
        }
        buffer.put(bytes, at, to - at);
    }

    private void makeRoom() {
        int written = buffer.position();
        int leaving = eventBegin == 0 ? written : eventBegin;
        Outlet outlet = owner;
        if (outlet != null) {
            writeTo(outlet, leaving);
        }
        buffer.clear().position(leaving).limit(written);
        buffer.compact();
        eventBegin = 0;
    }

    private void writeTo(Outlet outlet, int end) {
        buffer.position(0).limit(end);
        outlet.write(buffer);
    }
}
