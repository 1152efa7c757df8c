package dev.usher.fd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of a descriptor's number.
 *
 * <pre>
 *   own() ──► OPEN ── close() ───► CLOSED     the number may be another file's from here on
 *              └───── release() ─► RELEASED   the number is the caller's, with the duty to close it
 * </pre>
 *
 * <p>Only one of {@link #close} and {@link #release} ever takes effect, whichever thread is first. {@link #number} is
 * for the thread that uses the descriptor: a call under way while another thread closes it may hit a file opened since
 * under the same number, so one thread (an event loop) uses and closes it.
 *
 * <p>An {@code Fd} that is lost without either is a leak: {@link FdLedger} counts the open ones and, with
 * {@code -Ddev.usher.fd.track=true}, says where each lost one came from.
 */
public final class Fd implements AutoCloseable {
    private static final int OPEN = 0;
    private static final int CLOSED = 1;
    private static final int RELEASED = 2;
    private static final VarHandle STATE = stateHandle();

    private final int number;
    private final String what;
    private final FdLedger.@Nullable Entry entry;

    @SuppressWarnings("UnusedVariable") // read and written through STATE
    private volatile int state = OPEN;

    private Fd(int number, String what) {
        this.number = number;
        this.what = what;
        this.entry = FdLedger.opened(this, number, what);
    }

    private static VarHandle stateHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Fd.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Takes the ownership of an open descriptor.
     *
     * @param number the descriptor, not negative, owned by nobody else
     * @param what what it is, for messages: "client received on /run/x.sock"
     */
    public static Fd own(int number, String what) {
        if (number < 0) {
            throw new IllegalArgumentException("descriptor " + number + " (" + what + ") is negative");
        }
        return new Fd(number, what);
    }

    /**
     * The number, for a call made now by the thread that owns this.
     *
     * @throws IllegalStateException after {@link #close} or {@link #release}
     */
    public int number() {
        int now = state;
        if (now != OPEN) {
            throw new IllegalStateException(
                    "descriptor " + this + " was used after its " + (now == CLOSED ? "close" : "release"));
        }
        return number;
    }

    /** What it is, as given to {@link #own}. */
    public String what() {
        return what;
    }

    /** Whether this still owns the descriptor. Any thread. */
    public boolean isOpen() {
        return state == OPEN;
    }

    /**
     * Gives the ownership to the caller, who closes the number from here on.
     *
     * @throws IllegalStateException after {@link #close} or an earlier {@code release}
     */
    public int release() {
        if (!STATE.compareAndSet(this, OPEN, RELEASED)) {
            return number(); // throws, saying which of the two it was
        }
        FdLedger.settled(entry);
        return number;
    }

    /**
     * Closes the descriptor with one plain close(2): no shutdown, so that other holders of the same socket notice
     * nothing. Linux frees the number whatever close(2) returns, so its errors, EINTR too, are neither retried nor
     * reported. Any thread; a second call does nothing.
     */
    @Override
    public void close() {
        if (STATE.compareAndSet(this, OPEN, CLOSED)) {
            FdLedger.settled(entry);
            Kernel.sys().close(number);
        }
    }

    @Override
    public String toString() {
        return number + " (" + what + ")";
    }
}
