package dev.usher.daemon.receive;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.stream.Answer;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Home;
import dev.usher.daemon.stream.Stream;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.StreamSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Leads each received client to its loop, or sends it away with an answer. On loop 0 until the one hop to the client's
 * own loop.
 */
public final class Seating {
    /** Why a client is sent away for want of room. */
    static final Failure FULL = new Failure(503, "at_capacity", "The server has as many streams as it may have.");

    /** Bytes of unread input that are dropped before a client is sent away without waiting for it. */
    private static final int INPUT_READS = 16;

    private final List<Home> homes;
    private final Admission admission;
    private final Backend backend;
    private final int refusalsMax;
    private int turn;

    /**
     * Makes the one of a seat.
     *
     * @param refusalsMax how many clients that are sent away may be waited for at a time, until they have read their
     *     answer; they cost a descriptor each
     */
    public Seating(List<Home> homes, Admission admission, Backend backend, int refusalsMax) {
        this.homes = List.copyOf(homes);
        this.admission = admission;
        this.backend = backend;
        this.refusalsMax = refusalsMax;
    }

    /** Takes the client over, and closes it in the end, whatever happens. */
    void seat(Fd client, byte[] data) {
        if (!admission.tryEnter()) {
            sendAway(client, admission.isDraining() ? Failure.SHUTDOWN : FULL);
            return;
        }
        Home home = homes.get(turn);
        turn = (turn + 1) % homes.size();
        try {
            home.loop().execute(() -> arrive(home, client, data));
        } catch (RejectedExecutionException closing) {
            admission.leave();
            client.close();
        }
    }

    private void arrive(Home home, Fd client, byte[] data) {
        Stream stream = home.receive(client, true);
        try {
            HandoffJson.Content content = HandoffJson.read(data);
            stream.open(backend, content.data(), content.headers().lines());
        } catch (BadHandoffData bad) {
            stream.refuse(bad.failure());
        }
    }

    /** Answers a client and closes it lingering; when many linger already, as well as can be done at once. */
    void sendAway(Fd client, Failure why) {
        Home home = homes.getFirst();
        if (home.refusals() < refusalsMax) {
            home.receive(client, false).refuse(why);
        } else {
            sendAwayAtOnce(client, why);
        }
    }

    /** Answers without keeping the descriptor: where there is none to spare. */
    void sendAwayAtOnce(Fd client, Failure why) {
        Home home = homes.getFirst();
        home.counts().add(Count.CONNECTIONS);
        home.counts().add(Count.CONNECTIONS_REJECTED);
        byte[] answer = Answer.of(why);
        ByteBuffer direct = ByteBuffer.allocateDirect(Math.max(answer.length, 1024));
        try (StreamSocket socket = StreamSocket.adopt(client)) {
            socket.send(direct.put(answer).flip());
            for (int i = 0; i < INPUT_READS && socket.receive(direct.clear()) > 0; i++) {
                direct.clear();
            }
            socket.shutdownWrite();
        } catch (ErrnoException e) {
            // The client was faster: it needs no answer any more.
            home.counts().add(Count.STREAM_ERRORS_CLIENT);
        }
    }

    /** Clients of all loops and descriptors they cost. */
    int clients() {
        int sum = 0;
        for (Home home : homes) {
            sum += home.size();
        }
        return sum;
    }

    Admission admission() {
        return admission;
    }

    Home firstHome() {
        return homes.getFirst();
    }
}
