package dev.usher.fd;

import org.jspecify.annotations.Nullable;

/**
 * What one recvmsg(2) brought. Owns the descriptors that came until {@link #take} gives them away; {@link #close}
 * closes the rest, so receive in a try-with-resources.
 */
public final class Received implements AutoCloseable {
    /** The flag for control messages other than SCM_RIGHTS, beside MSG_TRUNC and MSG_CTRUNC. */
    static final int OTHER_CONTROL = 1 << 30;

    static final Received NOTHING = new Received(-1, new Fd[0], 0, 0);

    private final int bytes;
    private final @Nullable Fd[] descriptors;
    private final int arrived;
    private final int flags;

    Received(int bytes, @Nullable Fd[] descriptors, int arrived, int flags) {
        this.bytes = bytes;
        this.descriptors = descriptors;
        this.arrived = arrived;
        this.flags = flags;
    }

    /**
     * Bytes put into the buffer; -1 where nothing was there yet; 0 at the end, or for an empty message.
     *
     * <p>On SEQPACKET a 0 without descriptors may also be a race in the kernel: asked just as the peer sends and
     * closes, it says 0 with the message still queued. Receive once more before believing it.
     */
    public int bytes() {
        return bytes;
    }

    /** Whether nothing was there yet. */
    public boolean wouldBlock() {
        return bytes < 0;
    }

    /** How many descriptors this holds or held: at most as many as were asked for. */
    public int count() {
        return descriptors.length;
    }

    /**
     * How many descriptors came into this process. Those beyond what was asked for were closed at once, and {@link
     * #controlTruncated} says so.
     */
    public int arrived() {
        return arrived;
    }

    /**
     * A descriptor to look at, still owned by this.
     *
     * @param index 0 to {@link #count} - 1
     * @throws IllegalStateException if it was taken before
     */
    public Fd peek(int index) {
        Fd there = descriptors[index];
        if (there == null) {
            throw new IllegalStateException("descriptor " + index + " of this message was taken before");
        }
        return there;
    }

    /**
     * Gives a descriptor to the caller, who closes it from here on.
     *
     * @param index 0 to {@link #count} - 1
     * @throws IllegalStateException if it was taken before
     */
    public Fd take(int index) {
        Fd given = peek(index);
        descriptors[index] = null;
        return given;
    }

    /** MSG_TRUNC: the message was longer than the buffer, its rest is lost. */
    public boolean dataTruncated() {
        return (flags & Layouts.MSG_TRUNC) != 0;
    }

    /**
     * MSG_CTRUNC, or more descriptors than asked for: some did not come into this process or were closed. A process
     * without free descriptor numbers sees this too, with {@link #arrived} 0, and the descriptors are lost.
     */
    public boolean controlTruncated() {
        return (flags & Layouts.MSG_CTRUNC) != 0;
    }

    /** Whether control messages other than SCM_RIGHTS came, such as SCM_CREDENTIALS. */
    public boolean otherControl() {
        return (flags & OTHER_CONTROL) != 0;
    }

    /** Closes all descriptors that were not taken. */
    @Override
    public void close() {
        for (Fd each : descriptors) {
            if (each != null) {
                each.close();
            }
        }
    }
}
