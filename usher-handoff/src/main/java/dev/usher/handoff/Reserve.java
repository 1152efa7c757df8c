package dev.usher.handoff;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.Received;
import dev.usher.fd.ReserveFd;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors that all listeners of this process hold in common, to be spent at its limit of open files.
 *
 * <pre>
 *   WHOLE ── a number is spent, taken, and none is free in its place ──► SHORT ── one is free again ──► WHOLE
 * </pre>
 *
 * <p>It is one for the process, as the limit is: were it each listener's own, one would take for its reserve, or keep for
 * a client, the number that another has just spent, and the other could tell its clients nothing from then on. While it is
 * short, whoever takes a client gives it back soon: so it becomes whole again.
 *
 * <p>Any thread. The lock is held over a few system calls, none of which waits.
 */
final class Reserve {
    /** The one of this process. */
    static final Reserve OF_THIS_PROCESS = new Reserve();

    /** A sender and its client take one each; the other two are for what opens files meanwhile and asks nobody. */
    private static final int FOR_EACH_LISTENER = 4;

    /** A sender that is accepted on the last number could bring its client to nobody. */
    private static final int NEEDED_TO_ACCEPT = 2;

    /** One for the client, and one for whoever opens a file just then. */
    private static final int SPENT_TO_RECEIVE = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<ReserveFd> held = new ArrayDeque<>();
    private int wanted;
    private String shortage = "";

    private Reserve() {}

    /** One listener more: it owes one {@link #leave}. */
    void join() throws ErrnoException {
        lock.lock();
        try {
            for (int i = 0; i < FOR_EACH_LISTENER; i++) {
                held.add(ReserveFd.hold());
            }
            wanted += FOR_EACH_LISTENER;
        } finally {
            spend(held.size() - wanted); // nothing, or what came before the failure
            lock.unlock();
        }
    }

    /** One listener less. */
    void leave() {
        lock.lock();
        try {
            wanted -= FOR_EACH_LISTENER;
            spend(held.size() - wanted);
        } finally {
            lock.unlock();
        }
    }

    /** Takes again what was spent; false where the process has no number for it, and {@link #shortage} says why. */
    boolean refill() {
        lock.lock();
        try {
            while (held.size() < wanted) {
                held.add(ReserveFd.hold());
            }
            return true;
        } catch (ErrnoException e) {
            shortage = Objects.toString(e.getMessage());
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Why it was short last. */
    String shortage() {
        lock.lock();
        try {
            return shortage;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A sender that was accepted.
     *
     * @param sender null where none waits
     * @param onReserve whether it has a number that the reserve needs again
     */
    record Accepted(@Nullable UnixSocket sender, boolean onReserve) {}

    /** Accepts, and spends a number where there is no other. */
    Accepted accept(UnixSocket listener) throws ErrnoException {
        lock.lock();
        try {
            UnixSocket sender = listener.accept();
            return new Accepted(sender, sender != null && !refill());
        } catch (ErrnoException.NoDescriptorsLeft none) {
            refill();
            if (held.size() < NEEDED_TO_ACCEPT) {
                throw none;
            }
            spend(1);
            try {
                return new Accepted(listener.accept(), true);
            } finally {
                refill();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a recvmsg brought.
     *
     * @param received null where no number was free: the message stays in the kernel
     * @param whole false where the client that came has a number that the reserve needs again
     */
    record Taken(@Nullable Received received, boolean whole) {}

    /** Receives, with a number free for the client that may come: the kernel drops one for which there is none. */
    Taken receive(UnixSocket from, ByteBuffer into, int descriptorsMax) throws ErrnoException {
        lock.lock();
        try {
            refill();
            if (spend(SPENT_TO_RECEIVE) == 0) {
                return new Taken(null, false);
            }
            Received received;
            try {
                received = from.receive(into, descriptorsMax);
            } catch (ErrnoException e) {
                refill();
                throw e;
            }
            return new Taken(received, refill());
        } finally {
            lock.unlock();
        }
    }

    private int spend(int most) {
        int spent = 0;
        while (spent < most && !held.isEmpty()) {
            held.remove().close();
            spent++;
        }
        return spent;
    }
}
