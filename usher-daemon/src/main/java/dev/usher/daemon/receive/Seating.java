package dev.usher.daemon.receive;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.stream.Answer;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.EndReason;
import dev.usher.daemon.stream.Home;
import dev.usher.daemon.stream.Timing;
import dev.usher.daemon.stream.Visit;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.StreamSocket;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leads each received client to its loop, or sends it away with an answer. On loop 0 until the one hop to the client's
 * own loop.
 */
public final class Seating {
    /** Why a client is sent away for want of room. */
    static final Failure FULL = new Failure(503, "at_capacity", "The server has as many streams as it may have.");

    private static final Failure TOO_MANY_OF_ADDRESS = new Failure(
            429, "too_many_streams_of_address", "Your address has as many streams as one may have at a time.");

    /** Reads of a transit buffer each, 1 MiB in all, that a client's unread input may cost which is sent away at once. */
    private static final int INPUT_READS = 16;

    private final List<Home> homes;
    private final Admission admission;
    private final Service service;
    private final Share addresses;
    private final Runnable leave;
    private final int refusalsMax;
    private final AtomicInteger onTheWay = new AtomicInteger();
    private int turn;

    /**
     * Makes the one of a seat.
     *
     * @param addresses how many streams a client's address may have
     * @param refusalsMax how many clients that are sent away may be waited for at a time, until they have read their
     *     answer; they cost a descriptor each
     */
    public Seating(List<Home> homes, Admission admission, Service service, Share addresses, int refusalsMax) {
        this.homes = List.copyOf(homes);
        this.admission = admission;
        this.leave = admission::leave;
        this.service = service;
        this.addresses = addresses;
        this.refusalsMax = refusalsMax;
    }

    /** How many streams a client's address may have from now on; 0 is any number. From any thread. */
    public void streamsPerAddress(int most) {
        addresses.most(most);
    }

    /** Takes the client over, and closes it in the end, whatever happens. */
    void seat(Fd client, byte[] data) {
        if (!admission.tryEnter()) {
            sendAway(client, admission.isDraining() ? Failure.SHUTDOWN : FULL);
            return;
        }
        Share.Taken share = addresses.take(addresses.isLimited() ? ClientAddress.of(client) : null);
        if (share == null) {
            admission.leave();
            homes.getFirst().counts().add(Count.LIMITED_ADDRESS);
            sendAway(client, TOO_MANY_OF_ADDRESS);
            return;
        }
        lead(client, data, share.before(leave));
    }

    private void lead(Fd client, byte[] data, Runnable released) {
        long receivedNanos = System.nanoTime();
        Home home = homes.get(turn);
        turn = (turn + 1) % homes.size();
        onTheWay.incrementAndGet();
        try {
            home.loop().execute(() -> {
                home.timings().add(Timing.HANDOFF, System.nanoTime() - receivedNanos);
                try {
                    service.serve(home, client, data, released);
                } finally {
                    onTheWay.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException closing) {
            onTheWay.decrementAndGet();
            released.run();
            client.close();
        }
    }

    /** Answers a client and closes it lingering; when many linger already, as well as can be done at once. */
    void sendAway(Fd client, Failure why) {
        Home home = homes.getFirst();
        if (home.refusals() < refusalsMax) {
            home.receive(client, null).refuse(why);
        } else {
            sendAwayAtOnce(client, why);
        }
    }

    /** Answers without keeping the descriptor: where there is none to spare. */
    void sendAwayAtOnce(Fd client, Failure why) {
        Home home = homes.getFirst();
        home.counts().add(Count.CONNECTIONS);
        if (why.status() == 503) {
            home.counts().add(Count.CONNECTIONS_REJECTED);
        }
        Visit visit = Visit.of(home, client, home.newId());
        int sent = 0;
        try (StreamSocket socket = StreamSocket.adopt(client)) {
            sent = socket.send(home.transit().put(Answer.of(why)).flip());
            socket.shutdownWrite();
            // What is left unread when the descriptor goes turns into a reset, which may overtake the answer.
            int reads = 0;
            while (reads < INPUT_READS && socket.receive(home.transit()) > 0) {
                reads++;
            }
        } catch (ErrnoException e) {
            // The client was faster: it needs no answer any more.
            home.counts().add(Count.STREAM_ERRORS_CLIENT);
        }
        if (visit != null) {
            visit.failed(why);
            visit.end(EndReason.REFUSED, why.status(), Math.max(0, sent));
            home.visited(visit);
        }
    }

    /** Descriptors that the clients of all loops cost, or will when their loop has had its turn. */
    int descriptors() {
        return service.descriptors() + onTheWay.get() * service.descriptorsEach() + streams();
    }

    /** Clients' sockets that are open, those who only read why they were sent away among them. From any thread. */
    public int clients() {
        return service.clients() + streams();
    }

    private int streams() {
        return homes.stream().mapToInt(Home::size).sum();
    }

    /** Where the clients live, a home for each loop. */
    public List<Home> homes() {
        return homes;
    }

    /** What is done for the clients. */
    public Service service() {
        return service;
    }

    /** Who is let in. */
    public Admission admission() {
        return admission;
    }

    Home firstHome() {
        return homes.getFirst();
    }
}
