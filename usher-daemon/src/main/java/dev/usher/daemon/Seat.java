package dev.usher.daemon;

import dev.usher.config.Values;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.observe.AccessLog;
import dev.usher.daemon.observe.AdminPort;
import dev.usher.daemon.observe.SeatView;
import dev.usher.daemon.receive.Admission;
import dev.usher.daemon.receive.InheritedSockets;
import dev.usher.daemon.receive.Receiver;
import dev.usher.daemon.receive.Seating;
import dev.usher.daemon.receive.Service;
import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.receive.Streaming;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Home;
import dev.usher.loop.Loops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A streaming daemon: listens on a Unix socket, receives clients with their requests' data, and streams to each what the
 * backend says.
 *
 * <pre>
 *   start() ──► SERVING ── drain() ──────────► DRAINING ──► DRAINED
 *                  ├────── a successor came ──────┘            │
 *                  └──────────────────── close() ──────────────┴──► CLOSED
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
    private final Succession succession;
    private final Reloading reloading;
    private final @Nullable AccessLog accessLog;
    private final AtomicReference<@Nullable AdminPort> admin = new AtomicReference<>();
    private Runnable inherit = () -> {};
    private final CompletableFuture<Void> succeeded = new CompletableFuture<>();
    private final AtomicBoolean published = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    private Seat(Reloading reloading, Loops loops, Seating seating, Receiver receiver, @Nullable AccessLog accessLog) {
        this.path = receiver.path();
        this.accessLog = accessLog;
        this.loops = loops;
        this.homes = seating.homes();
        this.seating = seating;
        this.admission = seating.admission();
        this.service = seating.service();
        this.receiver = receiver;
        this.drain = new Drain(loops.get(0), homes, admission, receiver, service);
        this.succession = new Succession(loops.get(0), receiver, this::takenOver);
        this.reloading = reloading;
    }

    /**
     * Begins a seat for code of one's own.
     *
     * @param path of the socket, which applications name in {@code X-Socket-Handoff}; a relative one belongs to the working
     *     directory
     */
    public static SeatBuilder at(Path path) {
        return new SeatBuilder(path);
    }

    /**
     * Starts a seat with the backend that its settings name. It serves when this returns. Where {@link
     * SeatSettings#TAKE_OVER} says so, and another process serves the path, it is relieved.
     *
     * @param path of the socket; a relative one belongs to the working directory
     * @param values of its section, see {@link SeatSettings}
     * @throws IOException where the path is taken or cannot be used, or the machine lacks something; the message is
     *     meant for people
     */
    public static Seat start(Path path, Values values) throws IOException {
        return published(prepare(path, values));
    }

    /**
     * The same as {@link #start(Path, Values)} up to the step that cannot be taken back: where another process serves
     * the path, it does so until {@link #publish}. For who has more to start that may fail.
     */
    public static Seat prepare(Path path, Values values) throws IOException {
        return prepare(path, values, SeatPlan.service(values), SeatPlan.backendName(values));
    }

    /**
     * Starts a seat with a backend of the caller's own; the metrics call it {@code custom}.
     *
     * @param backend in place of the one that {@link SeatSettings#BACKEND} names
     */
    public static Seat start(Path path, Values values, Backend backend) throws IOException {
        return published(prepare(path, values, new Streaming(backend, SeatPlan.users(values)), "custom"));
    }

    /**
     * Starts a seat that runs a program for each client, whatever {@link SeatSettings#BACKEND} says.
     *
     * @param command the program, looked for on PATH where it has no slash, and its arguments
     */
    public static Seat startExec(Path path, Values values, List<String> command) throws IOException {
        return published(prepare(path, values, SeatPlan.exec(values, command), "exec"));
    }

    private static Seat published(Seat seat) throws IOException {
        boolean done = false;
        try {
            seat.publish();
            done = true;
            return seat;
        } finally {
            if (!done) {
                seat.close();
            }
        }
    }

    private static Seat prepare(Path path, Values values, Service service, String backendName) throws StartException {
        Loops loops = null;
        Seat seat = null;
        AccessLog accessLog = null;
        boolean started = false;
        try {
            accessLog = AccessLogStart.open(values, backendName);
            loops = SeatPlan.startLoops(values);
            seat = assemble(path.toAbsolutePath().normalize(), values, service, backendName, loops, accessLog);
            seat.begin();
            seat.openAdmin(values, backendName);
            started = true;
            return seat;
        } finally {
            if (!started && seat != null) {
                seat.close();
            } else if (!started) {
                if (loops != null) {
                    loops.close();
                }
                service.close();
                close(accessLog);
            }
        }
    }

    /** Where the address is to be inherited, {@link #publish} opens the port. */
    private void openAdmin(Values values, String backendName) throws StartException {
        SeatView view = view(backendName);
        boolean takingOver = receiver.isTakingOver();
        AdminPort opened = AdminStart.open(values, view, takingOver);
        admin.set(opened);
        if (opened == null && takingOver) {
            inherit = () -> admin.set(AdminStart.inherit(values, view));
        }
    }

    /**
     * The last step of a start: a process that serves the path is relieved of it; it accepts who has connected to it
     * already, lets its streams end, and stops. Nothing the second time, and nothing but a line in the log where the path
     * was ours from the beginning. Waits up to 5 s for the address of the other's admin port.
     *
     * @throws IOException where the path cannot be taken over; it is still the other's then
     */
    public void publish() throws IOException {
        if (published.getAndSet(true)) {
            return;
        }
        boolean takingOver = receiver.isTakingOver();
        receiver.publish();
        succession.begin();
        inherit.run();
        LOG.info(
                "{} {}, up to {} clients{}",
                takingOver ? "took over" : "listening on",
                path,
                admission.max(),
                adminAddress()
                        .map(at -> "; status and metrics at " + AdminStart.url(at))
                        .orElse(""));
    }

    /** On loop 0: nothing here waits. */
    private void takenOver() {
        LOG.info(
                "{} was taken over by another process; {} streams may finish here, for {} s at most",
                path,
                activeStreams(),
                drainTime().toSeconds());
        Thread.ofVirtual().name("admin-end").start(this::closeAdmin); // the successor waits for its address
        var _ = drain.succeed(drainTime().toMillis()).thenRun(() -> succeeded.complete(null));
    }

    private void closeAdmin() {
        AdminPort open = admin.getAndSet(null);
        if (open != null) {
            open.close();
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

    private static Seat assemble(
            Path path, Values values, Service service, String backendName, Loops loops, @Nullable AccessLog accessLog)
            throws StartException {
        Descriptors descriptors = Descriptors.now(AdminStart.descriptors(values));
        Admission admission = new Admission(descriptors.clients(
                values.get(SeatSettings.MAX_CONNECTIONS), values.isSet(SeatSettings.MAX_CONNECTIONS)));
        SeatPlan plan = SeatPlan.of(values);
        List<Home> homes = loops.all().stream()
                .map(loop -> new Home(loop, plan.streams(), plan.format(), accessLog))
                .toList();
        Seating seating = new Seating(homes, admission, service, SeatPlan.addresses(values), descriptors.refusals());
        Receiver receiver = Receiver.open(path, plan.rules(), seating, descriptors.free());
        Reloading reloading = new Reloading(values, seating, descriptors, accessLog, backendName);
        return new Seat(reloading, loops, seating, receiver, accessLog);
    }

    /**
     * Where a service manager listens for this process (sd_listen_fds(3)) and no seat has taken it up: who connects there
     * would wait for ever. Empty once each has its seat.
     */
    public static List<String> inheritedSocketsLeft() {
        return InheritedSockets.ofThisProcess().left();
    }

    /** Completes when each of its event loops has come to its next turn: none of them hangs. */
    public CompletableFuture<Void> turn() {
        return loops.turn();
    }

    /** The socket's absolute path. */
    public Path path() {
        return path;
    }

    private SeatView view(String backendName) {
        return new SeatView(
                path.toString(),
                backendName,
                () -> AdminStart.shown(reloading.values()),
                seating,
                Instant.now(),
                this::accessLogLost);
    }

    private long accessLogLost() {
        return accessLog == null ? 0 : accessLog.lost();
    }

    /**
     * Reads newer settings, and what they name, while the seat serves; nothing changes before the result is applied. Not on
     * a loop: files are read.
     *
     * @param newer of its section, all of them
     * @throws IOException where they cannot be used: all stays as it is, and the message is meant for people
     */
    public SeatReload prepareReload(Values newer) throws IOException {
        return reloading.prepare(newer);
    }

    /** Counts that newer settings could not be read. */
    public void reloadFailed() {
        reloading.count(Count.RELOADS_FAILED);
    }

    /** How long streams may take to end as the settings have it: {@link SeatSettings#DRAIN_TIMEOUT}. */
    public Duration drainTime() {
        return reloading.values().get(SeatSettings.DRAIN_TIMEOUT);
    }

    /** Opens the access log's file anew, after it was renamed, without waiting for it. From any thread. */
    public void reopenLogs() {
        if (accessLog != null) {
            accessLog.reopen();
        }
    }

    /** Where metrics and the status page are to be had; empty where {@link SeatSettings#METRICS_ADDR} has none. */
    public Optional<InetSocketAddress> adminAddress() {
        return Optional.ofNullable(admin.get()).map(AdminPort::address);
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
    long count(Count what) {
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

    /**
     * Completes when a successor has taken the path over and the last stream here has closed: the seat is of no use any
     * more. Streams may take {@link SeatSettings#DRAIN_TIMEOUT} to end. Never completes where nobody takes over.
     */
    public CompletableFuture<Void> succeeded() {
        return succeeded.copy();
    }

    /**
     * Waits while the seat serves, for a program that does nothing else. Told to end (SIGTERM, SIGINT), the process takes no
     * more clients, and lets streams run for {@link #drainTime} at most before it ends; taken over by another process, it lets
     * them end too, and this returns.
     *
     * @throws InterruptedException where the waiting thread is interrupted; the seat serves on
     */
    public void serveUntilShutdown() throws InterruptedException {
        Thread end = new Thread(
                () -> {
                    drain(drainTime()).join();
                    close();
                },
                "seat-end");
        Runtime.getRuntime().addShutdownHook(end);
        var _ = succeeded.thenRun(() -> Thread.ofVirtual().start(this::close));
        try {
            ended.await();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException isUnderWay) {
                LOG.debug("the process ends");
            }
        }
    }

    /** Stops at once: removes the socket's file while it is still ours, closes every client, ends the loops. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        closeAdmin();
        loops.get(0).execute(receiver::stop);
        homes.forEach(home -> home.loop().execute(home::closeAll));
        homes.forEach(home -> home.loop().execute(() -> service.closeAll(home)));
        loops.close();
        service.close();
        receiver.stop();
        drain.abandon();
        close(accessLog);
        ended.countDown();
    }

    private static void close(@Nullable AccessLog accessLog) {
        if (accessLog != null) {
            accessLog.close();
        }
    }
}
