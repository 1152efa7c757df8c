package dev.usher.server.connection;

import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection from accept to the end. A fiber drives it first where its host has foreign code, the loop otherwise
 * and afterwards.
 *
 * <pre>
 *   ACCEPTED ── a handler took it ─► SERVING ── close ─► CLOSING ── drained ─► CLOSED
 *      └ nobody did, or an abort ───────┼ abort, or the client is lost ────────► CLOSED
 *                                       └ surrender ─► SURRENDERED
 * </pre>
 */
final class ClientConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger("connection");

    private enum State {
        ACCEPTED,
        SERVING,
        CLOSING,
        CLOSED,
        SURRENDERED
    }

    private final long id;
    private final Loop loop;
    private final Phases phases;
    private final LoopDriver loopDriver;
    private final Fibers fibers;
    private final @Nullable FiberDriver fiber;
    private volatile Driver driver;
    private final Wire wire;
    private final ConnectionInput input;
    private final ConnectionOutput output;
    private final ClientSocket socket;
    private final Timer timer = new Timer(this::expired);
    private volatile State state = State.ACCEPTED;
    private volatile boolean closing;
    private boolean leavesFiber; // the driver's own
    private volatile @Nullable Throwable lossCause;
    private volatile String runningHandler = "no handler";
    private long timeoutNanos;
    private @Nullable Notes notes;
    private @Nullable Protocol protocol;
    /** Who goes on later, and has not said how. */
    private @Nullable ProcessConnectionHandler suspendedBy;

    private @Nullable LingeringClose lingering;
    private @Nullable PhaseRun phaseRun;

    /** @param fibers where its fiber is counted, if it has one */
    ClientConnection(long id, Loop loop, Channel channel, Phases phases, Fibers fibers) {
        this.id = id;
        this.loop = loop;
        this.phases = phases;
        this.fibers = fibers;
        this.loopDriver = new LoopDriver(loop.executor(), _ -> advance(), this::failed);
        this.fiber = phases.mayBlock() ? new FiberDriver("connection-" + id, loopDriver, this::handOver) : null;
        this.driver = fiber == null ? loopDriver : fiber;
        this.wire = new Wire(this, channel);
        this.input = new ConnectionInput(this, wire);
        this.output = new ConnectionOutput(this, wire);
        this.timeoutNanos = phases.host().timeout().toNanos();
        this.socket = new ChannelSocket(channel, this);
    }

    /** Runs the phases, as the first step. Loop only, once. */
    void begin() {
        if (fiber != null) {
            fibers.start(fiber, this, loop);
        }
        driver.execute(() -> {
            PhaseRun run = new PhaseRun(this, phases);
            phaseRun = run;
            run.run();
            phaseRun = null;
        });
    }

    private PhaseRun phaseRun() {
        if (phaseRun == null) {
            throw new IllegalStateException(this + ": its phases are over: what is pushed now would never run");
        }
        return phaseRun;
    }

    private void handOver(Runnable toLoop) {
        fibers.left(Objects.requireNonNull(fiber));
        loop.execute(() -> {
            driver = loopDriver;
            toLoop.run();
        });
    }

    private void leaveFiber() {
        if (fiber != null) {
            leavesFiber = true;
            fiber.retire();
        }
    }

    // ---- what the wire and the closing ask and tell

    Driver driver() {
        return driver;
    }

    /** How long each wait for the client may take. Driver only. */
    long timeoutNanos() {
        return timeoutNanos;
    }

    void timeoutNanos(long nanos) {
        timeoutNanos = nanos;
    }

    /** Whose code runs or ran last on the fiber, for the log. Any thread. */
    String runningHandler() {
        return runningHandler;
    }

    /** For the log: whose code runs now. Driver only. */
    void runs(Object handler) {
        runningHandler = handler.toString();
    }

    boolean hasNoFilters() {
        return input.isBare() && output.isBare();
    }

    @Nullable
    Throwable lossCause() {
        return lossCause;
    }

    /** The client is gone, or its socket has failed. Loop only; what comes after the first time is no news. */
    void lost(Throwable cause) {
        boolean wasServing = state == State.ACCEPTED || state == State.SERVING;
        if (state == State.CLOSED || state == State.SURRENDERED) {
            return;
        }
        if (lossCause == null) {
            lossCause = cause;
        }
        shut();
        if (wasServing) {
            driver.execute(() -> tellProtocol(cause));
        }
        driver.execute(this::endChains);
        ended();
    }

    private void tellProtocol(Throwable cause) {
        if (protocol != null) {
            protocol.onAbort(cause);
        }
    }

    /** Nothing can be read or passed any more: who waits for the client is woken, and the fiber ends with its step. */
    private void ended() {
        if (fiber != null) {
            driver.wake(Signal.READABLE);
            driver.wake(Signal.WRITABLE);
            fiber.retire();
            fibers.abandoned(fiber, loop);
        }
    }

    /** Everything is over: the descriptor is closed. Loop only. */
    void closed() {
        shut();
        driver.execute(this::endChains);
    }

    private void shut() {
        state = State.CLOSED;
        loop.wheel().clear(timer);
        wire.closeNow();
    }

    void surrendered() {
        state = State.SURRENDERED;
        loop.wheel().clear(timer);
        driver.execute(this::endChains);
        ended();
    }

    /** What the filters keep is released, by who may touch it. */
    private void endChains() {
        input.end();
        output.end();
    }

    void drained() {
        if (lingering != null) {
            lingering.onBytes();
        }
    }

    void timer(long delayMillis) {
        if (state != State.CLOSED && state != State.SURRENDERED) {
            loop.wheel().set(timer, delayMillis);
        }
    }

    // ---- the driver's steps

    private void advance() {
        if (state == State.SERVING && protocol != null) {
            protocol.advance();
        }
    }

    private void expired() {
        driver.execute(() -> {
            if (lingering != null && state == State.CLOSING) {
                lingering.onTimeout();
            } else if (state == State.SERVING && protocol != null) {
                protocol.onTimeout();
            } else if (suspendedBy != null && protocol == null) {
                giveUp(suspendedBy);
            }
        });
    }

    /** A handler goes on later: it has the host's Timeout to give the connection a protocol. */
    void suspendedBy(ProcessConnectionHandler handler) {
        if (protocol == null) {
            suspendedBy = handler;
            deadline(host().timeout().toMillis());
        }
    }

    private void giveUp(ProcessConnectionHandler handler) {
        LOG.error(
                "{}: {} said SUSPENDED and gave the connection no protocol within {} ms, it is cut",
                this,
                handler,
                host().timeout().toMillis());
        abort(new IOException(handler + " said SUSPENDED"));
    }

    private void failed(Throwable cause) {
        LOG.error("{}: a step failed, the connection is cut", this, cause);
        abort(cause);
    }

    // ---- Connection

    @Override
    public long id() {
        return id;
    }

    @Override
    public Input in() {
        return input;
    }

    @Override
    public Output out() {
        return output;
    }

    @Override
    public ClientSocket clientSocket() {
        return socket;
    }

    @Override
    public Notes notes() {
        if (notes == null) {
            notes = new Notes();
        }
        return notes;
    }

    @Override
    public VirtualHost host() {
        return phases.host();
    }

    @Override
    public void pushPreConnection(PreConnectionHandler handler) {
        phaseRun().push(handler);
    }

    @Override
    public void pushProcessConnection(ProcessConnectionHandler handler) {
        phaseRun().push(handler);
    }

    @Override
    public Wire wire() {
        return wire;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void execute(Runnable step) {
        driver.execute(step);
    }

    @Override
    public boolean isDriver() {
        return driver.isHere();
    }

    @Override
    public boolean mayBlock() {
        return driver.mayBlock() && !leavesFiber;
    }

    @Override
    public void become(Protocol newProtocol) {
        if (state != State.ACCEPTED && state != State.SERVING) {
            return;
        }
        protocol = newProtocol;
        state = State.SERVING;
        if (!phases.requestsMayBlock().getAsBoolean() && !input.mayBlock() && !output.mayBlock()) {
            leaveFiber();
        }
        driver.wake(Signal.READABLE);
    }

    @Override
    public void deadline(long delayMillis) {
        onLoop(() -> {
            if (state == State.SERVING || state == State.ACCEPTED) {
                timer(delayMillis);
            }
        });
    }

    @Override
    public void noDeadline() {
        onLoop(() -> {
            if (state == State.SERVING || state == State.ACCEPTED) {
                loop.wheel().clear(timer);
            }
        });
    }

    @Override
    public void close() {
        closing = true;
        if (fiber == null || driver == loopDriver) {
            onLoop(this::beginClosing);
        } else {
            fiber.retire(); // closing is the loop's, behind what the fiber was given before
            driver.execute(() -> onLoop(this::beginClosing));
        }
    }

    private void beginClosing() {
        if (state == State.ACCEPTED || state == State.SERVING) {
            state = State.CLOSING;
            boolean brief = notes != null && notes.get(SHORT_LINGERING_CLOSE) != null;
            lingering = new LingeringClose(
                    this, wire, brief ? LingeringClose.SHORT_TOTAL_MILLIS : LingeringClose.TOTAL_MILLIS);
            lingering.start();
        }
    }

    @Override
    public void abort(Throwable why) {
        closing = true; // at once for who asks, whichever thread it is on, and for who reads or writes
        if (lossCause == null) {
            lossCause = why;
        }
        onLoop(() -> lost(why));
    }

    @Override
    public boolean isOpen() {
        return !closing && (state == State.ACCEPTED || state == State.SERVING);
    }

    private void onLoop(Runnable step) {
        if (loop.inLoop()) {
            step.run();
        } else {
            loop.execute(step);
        }
    }

    @Override
    public String toString() {
        return "connection " + id + " from " + socket.remoteHost();
    }
}
