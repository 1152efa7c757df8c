package dev.usher.daemon;

import dev.usher.config.Values;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.observe.AdminPort;
import dev.usher.daemon.observe.SeatView;
import dev.usher.daemon.receive.Admission;
import dev.usher.daemon.receive.Receiver;
import dev.usher.daemon.receive.Seating;
import dev.usher.daemon.receive.Service;
import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.receive.Streaming;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Home;
import dev.usher.loop.Loops;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A streaming daemon: listens on a Unix socket, receives clients with their requests' data, and streams to each what the
 * backend says.
 *
 * <pre>
 *   start() ──► SERVING ── drain() ──► DRAINING ──► DRAINED
 *                  └──────────┴───── close() ──────────┴──► CLOSED
 * </pre>
 *
 * <p>One event loop a core; a client, its timers and its source live on the same loop. Any thread may call these
 * methods, but not a loop of the seat's own.
 */
public final class Seat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Seat.class);

    private static final int BEGIN_TIMEOUT_SECONDS = 10;

    private final Path path;
    private final Loops loops;
    private final List<Home> homes;
    private final Seating seating;
    private final Admission admission;
    private final Receiver receiver;
    private final Service service;
    private final Drain drain;
    private @Nullable AdminPort admin;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Seat(Path path, Loops loops, Seating seating, Receiver receiver) {
        this.path = path;
        this.loops = loops;
        this.homes = seating.homes();
        this.seating = seating;
        this.admission = seating.admission();
        this.service = seating.service();
        this.receiver = receiver;
        this.drain = new Drain(loops.get(0), homes, admission, receiver, service);
    }

    /**
     * Starts a seat with the backend that its settings name. It serves when this returns.
     *
     * @param path of the socket; a relative one belongs to the working directory
     * @param values of its section, see {@link SeatSettings}
     * @throws StartException where the path is taken or cannot be used, or the machine lacks something; the message is
     *     meant for people
     */
    public static Seat start(Path path, Values values) throws StartException {
        return start(path, values, SeatPlan.service(values), SeatPlan.backendName(values));
    }

    /**
     * Starts a seat with a backend of the caller's own; the metrics call it {@code custom}.
     *
     * @param backend in place of the one that {@link SeatSettings#BACKEND} names
     */
    public static Seat start(Path path, Values values, Backend backend) throws StartException {
        return start(path, values, new Streaming(backend, SeatPlan.users(values)), "custom");
    }

    /**
     * Starts a seat that runs a program for each client, whatever {@link SeatSettings#BACKEND} says.
     *
     * @param command the program, looked for on PATH where it has no slash, and its arguments
     */
    public static Seat startExec(Path path, Values values, List<String> command) throws StartException {
        return start(path, values, SeatPlan.exec(values, command), "exec");
    }

    private static Seat start(Path path, Values values, Service service, String backendName) throws StartException {
        Loops loops = Loops.start("seat", SeatPlan.loops(values));
        Seat seat = null;
        boolean started = false;
        try {
            seat = assemble(path.toAbsolutePath().normalize(), values, service, loops);
            seat.begin();
            seat.admin = AdminStart.open(values, seat.view(values, backendName));
            started = true;
            LOG.info(
                    "listening on {}, up to {} clients{}",
                    seat.path,
                    seat.admission.max(),
                    seat.adminAddress()
                            .map(at -> "; status and metrics at " + AdminStart.url(at))
                            .orElse(""));
            return seat;
        } finally {
            if (!started && seat != null) {
                seat.close();
            } else if (!started) {
                loops.close();
                service.close();
            }
        }
    }

    /** Waits until the loop listens, or says why it cannot: a seat that started serves. */
    private void begin() throws StartException {
        try {
            CompletableFuture.runAsync(receiver::begin, loops.get(0)::execute)
                    .get(BEGIN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new StartException("cannot listen on " + path + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new StartException(
                    "cannot listen on " + path + ": its loop did nothing for " + BEGIN_TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("the start on " + path + " was interrupted", e);
        }
    }

    private static Seat assemble(Path path, Values values, Service service, Loops loops) throws StartException {
        Descriptors descriptors = Descriptors.now(AdminStart.descriptors(values));
        Admission admission = new Admission(descriptors.clients(
                values.get(SeatSettings.MAX_CONNECTIONS), values.isSet(SeatSettings.MAX_CONNECTIONS)));
        SeatPlan plan = SeatPlan.of(values);
        List<Home> homes = loops.all().stream()
                .map(loop -> new Home(loop, plan.streams(), plan.format()))
                .toList();
        Seating seating = new Seating(homes, admission, service, SeatPlan.addresses(values), descriptors.refusals());
        Receiver receiver = Receiver.open(path, plan.rules(), seating, descriptors.free());
        return new Seat(path, loops, seating, receiver);
    }

    /** The socket's absolute path. */
    public Path path() {
        return path;
    }

    private SeatView view(Values values, String backendName) {
        return new SeatView(path.toString(), backendName, AdminStart.shown(values), seating, Instant.now());
    }

    /** Where metrics and the status page are to be had; empty where {@link SeatSettings#METRICS_ADDR} has none. */
    public Optional<InetSocketAddress> adminAddress() {
        return Optional.ofNullable(admin).map(AdminPort::address);
    }

    /** Clients being served now. */
    public int activeStreams() {
        return admission.active();
    }

    /** Most clients at a time: the setting, lowered to what the limit of open files allows. */
    public int maxConnections() {
        return admission.max();
    }

    /** Whether new clients are sent away because the seat is about to stop. */
    public boolean isDraining() {
        return admission.isDraining();
    }

    /** What was counted so far, over all loops. */
    public long count(Count what) {
        return homes.stream().mapToLong(home -> home.counts().get(what)).sum();
    }

    /**
     * Takes no more clients and lets the streams run to their end: the path is removed at once, clients on the way get
     * 503. Streams that run still at the deadline end with an event that says so.
     *
     * @param deadline from now, 0 or more; a second call can only bring it nearer
     * @return completes when the last stream has closed, some seconds after the deadline at the latest; always the same
     *     one
     */
    public CompletableFuture<Void> drain(Duration deadline) {
        LOG.info("draining {} streams, for {} s at most", activeStreams(), deadline.toSeconds());
        return drain.begin(deadline.toMillis());
    }

    /** Stops at once: removes the socket's file while it is still ours, closes every client, ends the loops. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (admin != null) {
            admin.close();
        }
        loops.get(0).execute(receiver::stop);
        homes.forEach(home -> home.loop().execute(home::closeAll));
        homes.forEach(home -> home.loop().execute(() -> service.closeAll(home)));
        loops.close();
        service.close();
        receiver.stop();
        drain.abandon();
    }
}
