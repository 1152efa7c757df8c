package dev.usher.handoff;

import dev.usher.fd.FileIdentity;
import dev.usher.fd.SocketType;
import dev.usher.loop.Loop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Finds the way to seats: one connection a handoff, tried again as long as it makes sense. One connector serves all
 * loops; it remembers which sockets are of type STREAM, and how many handoffs wait for each path.
 */
public final class SeatConnector {
    /** The most handoffs that wait for one path; a further one fails at once. */
    public static final int WAITING_MAX = 256;

    private static final int REMEMBERED_MAX = 1024;

    private final Map<FileIdentity, SocketType> types = new ConcurrentHashMap<>();
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

    /** Remembers nothing yet. */
    public SeatConnector() {}

    /**
     * Connects to a seat, on {@code loop}'s thread and never waiting on it.
     *
     * @param done called once, on the loop, perhaps before this returns; owns the line it gets. Not called after a cancel
     * @return to give the attempt up with, when the client has left
     */
    public SeatAttempt connect(Loop loop, SeatAddress seat, OfferLimits limits, Consumer<SeatConnection> done) {
        loop.requireInLoop();
        SeatAttempt attempt = new SeatAttempt(this, loop, seat, limits, done);
        attempt.tryNow();
        return attempt;
    }

    /** The type that answered last time, or SEQPACKET. A wrong guess after a restart is mended by trying the other. */
    SocketType typeOf(FileIdentity socket) {
        return types.getOrDefault(socket, SocketType.SEQPACKET);
    }

    void remember(FileIdentity socket, SocketType type) {
        if (type == SocketType.SEQPACKET) {
            types.remove(socket);
            return;
        }
        if (types.size() >= REMEMBERED_MAX) {
            types.clear(); // only hints: the next handoff learns them again
        }
        types.put(socket, type);
    }

    /** Takes a place among those that wait for a path; false where all are taken. */
    boolean mayWait(String path) {
        if (waiting.merge(path, 1, Integer::sum) <= WAITING_MAX) {
            return true;
        }
        waitsNoMore(path);
        return false;
    }

    /** Gives the place back. */
    void waitsNoMore(String path) {
        waiting.computeIfPresent(path, (_, count) -> count > 1 ? Integer.valueOf(count - 1) : null);
    }

    /** How many handoffs wait for a path; from any thread. */
    public int waiting(String path) {
        return waiting.getOrDefault(path, 0);
    }
}
