package dev.usher.server.connection;

import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection from accept to the end.
 *
 * <pre>
 *   ACCEPTED ── a handler took it ─► SERVING ── close ─► CLOSING ── drained ─► CLOSED
 *      └ nobody did, or an abort ───────┼ abort, or the client is lost ────────► CLOSED
 *                                       └ surrender ─► SURRENDERED
 * </pre>
 */
final class ClientConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger("connection");
    /** How long a read that may wait waits for its first byte (httpd's Timeout). */
    private static final long BLOCK_TIMEOUT_SECONDS = 60;

    private enum State {
        ACCEPTED,
        SERVING,
        CLOSING,
        CLOSED,
        SURRENDERED
    }

    private final long id;
    private final Loop loop;
    private final VirtualHost host;
    private final Driver driver;
    private final Wire wire;
    private final ConnectionInput input;
    private final ConnectionOutput output;
    private final ClientSocket socket;
    private final Timer timer = new Timer(this::expired);
    private volatile State state = State.ACCEPTED;
    private volatile @Nullable Throwable lossCause;
    private @Nullable Notes notes;
    private @Nullable Protocol protocol;
    private @Nullable LingeringClose lingering;

    ClientConnection(long id, Loop loop, Channel channel, VirtualHost host) {
        this.id = id;
        this.loop = loop;
        this.host = host;
        this.driver = new LoopDriver(loop.executor(), _ -> advance(), this::failed);
        this.wire = new Wire(this, channel);
        this.input = new ConnectionInput(this, wire);
        this.output = new ConnectionOutput(this, wire);
        this.socket = new ChannelSocket(channel);
    }

    // ---- what the wire and the closing ask and tell

    Driver driver() {
        return driver;
    }

    long blockTimeoutNanos() {
        return TimeUnit.SECONDS.toNanos(BLOCK_TIMEOUT_SECONDS);
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
        lossCause = cause;
        closed();
        if (wasServing) {
            driver.execute(() -> tellProtocol(cause));
        }
    }

    private void tellProtocol(Throwable cause) {
        if (protocol != null) {
            protocol.onAbort(cause);
        }
    }

    /** Everything is over: the descriptor is closed. Loop only. */
    void closed() {
        state = State.CLOSED;
        loop.wheel().clear(timer);
        wire.closeNow();
    }

    void surrendered() {
        state = State.SURRENDERED;
        loop.wheel().clear(timer);
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
            }
        });
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
        return host;
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
    public void become(Protocol newProtocol) {
        if (state != State.ACCEPTED && state != State.SERVING) {
            return;
        }
        protocol = newProtocol;
        state = State.SERVING;
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
        onLoop(() -> {
            if (state == State.ACCEPTED || state == State.SERVING) {
                state = State.CLOSING;
                lingering = new LingeringClose(this, wire);
                lingering.start();
            }
        });
    }

    @Override
    public void abort(Throwable why) {
        onLoop(() -> lost(why));
    }

    @Override
    public boolean isOpen() {
        return state == State.ACCEPTED || state == State.SERVING;
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
