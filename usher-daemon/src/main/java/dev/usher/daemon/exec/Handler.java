package dev.usher.daemon.exec;

import static java.util.Objects.requireNonNull;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.stream.Answer;
import dev.usher.daemon.stream.ClientOptions;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.EndReason;
import dev.usher.daemon.stream.Ending;
import dev.usher.daemon.stream.Home;
import dev.usher.daemon.stream.StreamSettings;
import dev.usher.daemon.stream.Timing;
import dev.usher.daemon.stream.Visit;
import dev.usher.fd.ChildProcess;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.ExitStatus;
import dev.usher.fd.Fd;
import dev.usher.fd.FdFacts;
import dev.usher.fd.Signal;
import dev.usher.fd.StreamSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Timer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client and its program.
 *
 * <pre>
 *   STARTING ── the program runs ──► RUNNING ── its pidfd is readable: reaped ──► ENDING ── as {@link Ending} ──► CLOSED
 *      │ it cannot: 500, 503, 413       │ too long, shutdown: SIGTERM, 3 s later SIGKILL                            ▲
 *      ▼                                │ client gone for sure: 3 s later SIGHUP                                   │
 *   a {@link dev.usher.daemon.stream.Stream} that refuses                └── nobody left to end it for ─────────────────────────────────┘
 * </pre>
 *
 * <p>While the program runs, the socket is its own: nothing is read from it or written to it here, and only what cannot be
 * mistaken is taken for a departure (a reset, or both directions ended). A client's FIN alone is the program's to read. The
 * program's end is the answer's end, whoever else holds the socket then. All methods are called on the loop, but for {@link
 * #launch}.
 */
final class Handler extends DescriptorHandle implements Timer.Expiry {
    /** From a departure or SIGTERM to what follows: enough to write a log or a database row. */
    private static final long GRACE_MILLIS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(Handler.class);

    private final Handlers handlers;
    private final Home home;
    private final StreamSettings settings;
    private final StreamSocket socket;
    private final String id;
    private final @Nullable Visit visit; // null: there is no access log
    private final long startNanos = System.nanoTime();
    private final Timer timer = new Timer(this);
    private @Nullable Run run;
    private @Nullable Ending ending;
    private long writtenBefore;
    private long lingerMillis; // the last byte that came from the client after our FIN
    private @Nullable EndReason cut;
    private EndReason reported = EndReason.NETWORK; // until the program has run
    private long reportedBytes;
    private final Runnable released;
    private boolean clientLeft;
    private volatile boolean stopping;
    private volatile boolean abandoned;
    private boolean closed;

    Handler(Handlers handlers, Home home, Fd client, Runnable released) {
        this.handlers = handlers;
        this.released = released;
        this.home = home;
        this.settings = home.settings();
        this.socket = StreamSocket.adopt(client);
        this.id = home.newId();
        this.visit = Visit.of(home, client, id);
    }

    /** Makes the socket what a program expects of its input and output; false where the client cannot be served. */
    boolean prepare() {
        home.counts().add(Count.CONNECTIONS);
        try {
            ClientOptions.set(socket, settings);
            FdFacts.of(socket.fd()).setNonBlocking(false);
            writtenBefore = socket.writtenBytes();
            home.counts().add(Count.HANDOFFS);
            home.counts().add(Count.BACKEND_REQUESTS);
            return true;
        } catch (ErrnoException e) {
            LOG.info("request_id={} a client cannot be served: {}", id, e.toString());
            handlers.processEnded();
            giveBack();
            return false;
        }
    }

    /** Starts the program. On a thread of the launcher, which has the socket meanwhile. */
    void launch(Command command, List<byte[]> environment) {
        ChildProcess child = null;
        Failure failure = Failure.SHUTDOWN;
        boolean ranAtFirst = false;
        try {
            if (!abandoned && !stopping) {
                child = command.start(environment, socket.fd());
            }
        } catch (ErrnoException e) {
            LOG.warn("request_id={} the program cannot be started: {}", id, e.getMessage());
            failure = Refusals.of(e);
            ranAtFirst = e.call().equals("pidfd_open");
        } catch (RuntimeException | Error e) { // the loop must hear of it, or the client waits for ever
            LOG.error("request_id={} the program cannot be started", id, e);
            failure = Failure.INTERNAL;
        }
        ChildProcess started = child;
        Failure why = failure;
        boolean ran = ranAtFirst;
        try {
            home.loop().execute(() -> launched(started, why, ran));
        } catch (RejectedExecutionException loopEnded) {
            lose(started);
        }
    }

    private void launched(@Nullable ChildProcess child, Failure failure, boolean ranAtFirst) {
        if (abandoned) {
            lose(child);
        } else if (child == null) {
            notStarted(failure, ranAtFirst);
        } else {
            begin(child);
            if (stopping) {
                shutDown();
            }
        }
    }

    private void begin(ChildProcess child) {
        try {
            watch(home.loop(), socket.fd().number());
            interest(0);
            run = Run.watched(child, home, this::programEnded);
        } catch (RuntimeException e) {
            LOG.warn("request_id={} the program cannot be watched: {}", id, e.toString());
            unwatch();
            handlers.launcher().bury(child, handlers::processEnded);
            refuse(Failure.INTERNAL, true);
            return;
        }
        setTimer();
    }

    /** No program has the socket: the client is answered as any that is refused. */
    void notStarted(Failure why) {
        notStarted(why, false);
    }

    private void notStarted(Failure why, boolean ranAtFirst) {
        handlers.processEnded();
        refuse(why, ranAtFirst);
    }

    private void refuse(Failure why, boolean ranAtFirst) {
        home.counts().add(Count.BACKEND_ERRORS);
        measure();
        if (ranAtFirst && written() != 0) {
            giveBack(); // an answer behind its words would be taken for more of them
            return;
        }
        closed = true;
        handlers.left(this, home);
        home.receiveAgain(Fd.own(socket.fd().release(), "client"), released, id).refuse(why);
    }

    /** The seat has closed meanwhile, or nobody would hear of the program's end. From any thread. */
    private void lose(@Nullable ChildProcess child) {
        if (child == null) {
            handlers.processEnded();
        } else {
            handlers.launcher().bury(child, handlers::processEnded);
        }
        giveBack();
    }

    @Override
    protected void ready(int events) {
        boolean over = (events & (HANGUP | ERROR)) != 0;
        if (ending != null) {
            drain(over);
        } else if (over && run != null) {
            clientLeft = true;
            unwatch(); // it would be reported in every turn of the loop
            run.remind(Signal.SIGHUP, home.nowMillis() + GRACE_MILLIS);
            setTimer();
        }
    }

    private void programEnded() {
        Run ended = requireNonNull(run);
        ExitStatus status;
        try {
            status = ended.reap(cut != null);
        } catch (ErrnoException e) {
            LOG.error("request_id={} the program's end cannot be asked for: {}", id, e.getMessage());
            abandon();
            return;
        }
        if (status == null) {
            return;
        }
        run = null;
        handlers.processEnded();
        home.loop().wheel().clear(timer);
        long written = written();
        EndReason reason = reason(status);
        report(ended.pid(), status, written, reason);
        if (clientLeft) {
            giveBack();
        } else {
            end(reason, written == 0 ? lastWord(status) : null);
        }
    }

    /** Bytes the program wrote; -1 where nobody counts them, as on a Unix socket. */
    private long written() {
        try {
            long now = socket.writtenBytes();
            return now < 0 ? -1 : now - writtenBefore;
        } catch (ErrnoException e) {
            return -1;
        }
    }

    private EndReason reason(ExitStatus status) {
        if (cut != null) {
            return cut;
        }
        if (status.isSuccess()) {
            return EndReason.DONE;
        }
        boolean unheard = clientLeft || status.toString().equals("SIGPIPE");
        return unheard ? EndReason.CLIENT_LEFT : EndReason.UPSTREAM_FAILED;
    }

    /** What a client is told that was told nothing. */
    private Failure lastWord(ExitStatus status) {
        if (cut != null) {
            return cut == EndReason.TOO_LONG ? Failure.TOO_LONG : Failure.SHUTDOWN;
        }
        return status.isSuccess() ? Refusals.SILENT : Refusals.FAILED;
    }

    private void end(EndReason reason, @Nullable Failure unsaid) {
        try {
            if (unsaid != null) {
                said(unsaid);
                home.counts().add(Count.BACKEND_ERRORS);
                socket.send(home.transit().put(Answer.of(unsaid)).flip());
            }
        } catch (ErrnoException e) {
            giveBack(); // the client was faster, or the program has ended its direction: there is nothing to say
            return;
        }
        Ending begun = new Ending(reason, home.nowMillis());
        if (!begun.finish(socket, home.nowMillis())) {
            giveBack();
            return;
        }
        ending = begun;
        lingerMillis = home.nowMillis();
        interest(READABLE | PEER_CLOSED);
        setTimer();
    }

    private void said(Failure instead) {
        if (visit != null) {
            visit.failed(instead);
        }
    }

    private void drain(boolean hungUp) {
        int got = Ending.drain(socket, hungUp, home.transit());
        if (got == Ending.OVER) {
            giveBack();
        } else if (got > 0) {
            lingerMillis = home.nowMillis();
            setTimer();
        }
    }

    private void setTimer() {
        long due = Long.MAX_VALUE;
        if (ending != null) {
            due = ending.deadlineMillis(settings, lingerMillis, Long.MAX_VALUE);
        } else if (run != null) {
            due = run.dueMillis(longestMillis());
        }
        if (due < Long.MAX_VALUE) {
            home.loop().wheel().set(timer, Math.max(0, due - home.nowMillis()));
        }
    }

    private long longestMillis() {
        long limit = settings.durationMillis();
        return limit == 0 ? Long.MAX_VALUE : startNanos / 1_000_000 + limit;
    }

    @Override
    public void expired() {
        if (ending != null) {
            giveBack();
        } else if (run != null) {
            Signal next = run.due(home.nowMillis(), longestMillis());
            if (next == Signal.SIGTERM && cut == null) {
                cut = EndReason.TOO_LONG;
            }
            if (next != null) {
                send(run, next);
            }
            setTimer();
        }
    }

    private void send(Run current, Signal signal) {
        LOG.info("request_id={} pid={} is sent {}", id, current.pid(), signal);
        current.send(signal);
        if (signal == Signal.SIGTERM) {
            current.remind(Signal.SIGKILL, home.nowMillis() + GRACE_MILLIS);
        }
    }

    /** The seat goes away: the program is asked to end. One that is being started is asked when it runs. */
    void shutDown() {
        if (run != null && cut == null) {
            cut = EndReason.SHUTDOWN;
            send(run, Signal.SIGTERM);
            setTimer();
        } else if (run == null && ending == null) {
            stopping = true;
        }
    }

    /** Ends everything at once: the loop is about to end. */
    void abandon() {
        Run current = run;
        if (current == null && ending == null) {
            abandoned = true;
            return;
        }
        run = null;
        if (current != null) {
            report(current.pid(), null, -1, EndReason.SHUTDOWN);
            handlers.launcher().bury(current.release(), handlers::processEnded);
        }
        giveBack();
    }

    @Override
    protected void ended() {
        abandon();
    }

    /** The one place where the client is given back. */
    private void giveBack() {
        if (closed) {
            return;
        }
        closed = true;
        if (home.loop().inLoop()) {
            home.loop().wheel().clear(timer);
            unwatch();
        }
        socket.close();
        handlers.left(this, home);
        if (visit != null) {
            visit.end(reported, 0, reportedBytes);
            home.visited(visit);
        }
        released.run();
    }

    /** The program's end is the answer's. When its first byte came, nobody here can know. */
    private void measure() {
        long nanos = System.nanoTime() - startNanos;
        home.timings().add(Timing.BACKEND, nanos);
        home.timings().add(Timing.STREAM, nanos);
    }

    private void report(int pid, @Nullable ExitStatus status, long written, EndReason reason) {
        measure();
        reported = reason;
        reportedBytes = written;
        if (visit != null) {
            visit.over();
        }
        reason.countIn(home.counts());
        home.counts().add(Count.BYTES_SENT, Math.max(0, written));
        LOG.atLevel(reason == EndReason.UPSTREAM_FAILED ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.INFO)
                .log(
                        "request_id={} pid={} status={} bytes={} millis={} reason={}",
                        id,
                        pid,
                        status == null ? "-" : status,
                        written < 0 ? "-" : written,
                        home.nowMillis() - startNanos / 1_000_000,
                        reason.word());
    }
}
