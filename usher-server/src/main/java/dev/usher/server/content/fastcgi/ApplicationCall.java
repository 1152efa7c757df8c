package dev.usher.server.content.fastcgi;

import dev.usher.fd.Errno;
import dev.usher.loop.Loop;
import dev.usher.server.bucket.Brigade;
import dev.usher.server.content.Workers;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HttpError;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request at an application, from connect to close.
 *
 * <pre>
 * CONNECTING ─ refused, missing, full too long ─► 503
 *     ▼ connected
 * TALKING ─ END_REQUEST ─► CLOSED, the answer is complete
 *     ├ malformed, closed early ─► CLOSED, 502 or the client is cut
 *     ├ silent for the timeout ──► CLOSED, 504 or the client is cut
 *     ├ the client has gone ─────► CLOSED: the application sees the end of its socket
 *     └ handed off ─► DRAINING ─ END_REQUEST, closed, or silent for the timeout ─► CLOSED
 * </pre>
 *
 * <p>The socket, what is sent into it and the timer live on the client's home loop ({@link #onLoop}); state, answer and exchange
 * belong to the connection's driver ({@link #onDriver}), which mostly is that loop. Nothing touches the exchange once it has
 * ended. It reads only while the client's side takes more: the application is held back by its own socket.
 */
final class ApplicationCall implements Connector.Caller {
    private static final Logger LOG = LoggerFactory.getLogger("fastcgi");

    private enum State {
        /** No connection yet. */
        CONNECTING,
        /** The request is being sent, the answer read. */
        TALKING,
        /** Another has the client; the application is let finish. */
        DRAINING,
        /** Everything is released. */
        CLOSED
    }

    private final Exchange exchange;
    private final Connector connector;
    private final Workers workers;
    private final Loop loop;
    private final long silenceNanos;
    private final ApplicationAnswer answer;
    private final RecordDecoder decoder;
    private final Map<String, String> variables;
    private State state = State.CONNECTING;
    private boolean heldBack;
    // The loop's:
    private boolean isReleased;
    private @Nullable ApplicationSocket socket;
    private @Nullable RequestSender sender;
    private @Nullable ScheduledFuture<?> timer;
    private volatile long lastProgressNanos = System.nanoTime();

    /** Throws 431 where the request does not fit into variables. */
    ApplicationCall(Exchange exchange, Connector connector, Workers workers, long silenceNanos) throws HttpError {
        this.exchange = exchange;
        this.connector = connector;
        this.workers = workers;
        this.loop = exchange.connection().loop();
        this.silenceNanos = silenceNanos;
        this.answer = new ApplicationAnswer(exchange);
        this.decoder = new RecordDecoder(answer);
        this.variables = CgiVariables.of(exchange);
    }

    /** Connects, and goes on by itself. On the driver. */
    void start() {
        exchange.suspend();
        exchange.onEnd(this::exchangeEnded);
        int timeoutMillis = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(silenceNanos));
        onLoop(() -> connector.connect(loop, timeoutMillis, this));
    }

    @Override
    public boolean isWanted() {
        return !isReleased;
    }

    @Override
    public void connecting(ApplicationSocket begun) {
        socket = begun;
        armTimer(silenceNanos);
    }

    @Override
    public void decided(@Nullable Errno error) {
        ApplicationSocket begun = socket;
        if (error != null) {
            failed(connector.refused(error));
        } else if (begun != null) {
            connected(begun);
        }
    }

    @Override
    public void failed(HttpError error) {
        onDriver(() -> end(error));
    }

    @Override
    public void connected(ApplicationSocket connected) {
        socket = connected;
        progress();
        if (timer == null) {
            armTimer(silenceNanos);
        }
        onDriver(this::talk);
    }

    private void talk() {
        if (state == State.CONNECTING) {
            state = State.TALKING;
            workers.begin(exchange.worker());
            Brigade body = exchange.body().content();
            onLoop(() -> request(body));
        }
    }

    private void request(Brigade body) {
        ApplicationSocket connected = socket;
        if (isReleased || connected == null) {
            body.close(); // the client has gone meanwhile
            return;
        }
        connected.read();
        RequestSender sending = new RequestSender(connected, body);
        sender = sending;
        try {
            sending.start(variables);
        } catch (IOException e) {
            bodyLost(e);
        }
    }

    @Override
    public void sent(boolean whole) {
        RequestSender sending = sender;
        if (sending == null) {
            return;
        }
        if (!whole) {
            sending.close();
            return;
        }
        progress();
        try {
            sending.next();
        } catch (IOException e) {
            bodyLost(e);
        }
    }

    private void bodyLost(IOException e) {
        failed(HttpError.of(500, "The request could not be passed on.", "its body: " + e.getMessage()));
    }

    @Override
    public void received(ByteBuf bytes) {
        progress();
        onDriver(() -> decode(bytes));
    }

    private void decode(ByteBuf bytes) {
        try {
            if (state == State.TALKING || state == State.DRAINING) {
                decoder.feed(bytes);
            }
        } catch (HttpError e) {
            end(e);
        } catch (IOException e) {
            end(ApplicationAnswer.broken(String.valueOf(e.getMessage())));
        } finally {
            bytes.release();
        }
    }

    @Override
    public void receivedAll() {
        onDriver(this::pass);
    }

    private void pass() {
        if (state == State.TALKING) {
            try {
                answer.flush();
            } catch (IOException e) {
                end(HttpError.of(500, "The answer could not be passed on.", String.valueOf(e.getMessage())));
                return;
            }
        }
        if (decoder.ended()) {
            close();
        } else {
            readOn();
        }
    }

    /** Reads, or waits until the client's side takes more. */
    private void readOn() {
        heldBack = state == State.TALKING && exchange.out().shouldYield();
        if (heldBack) {
            exchange.whenWritable(this::readOn);
        } else {
            onLoop(this::read);
        }
    }

    private void read() {
        if (socket != null && !isReleased) {
            socket.read();
        }
    }

    @Override
    public void disconnected(String why) {
        onDriver(() -> lost(why));
    }

    private void lost(String why) {
        if (state == State.DRAINING) {
            close();
        } else if (state == State.TALKING) {
            end(HttpError.of(502, "The application ended its answer early.", "the application " + why));
        }
    }

    private void progress() {
        lastProgressNanos = System.nanoTime();
    }

    private void armTimer(long nanos) {
        timer = loop.executor().schedule(() -> onDriver(this::checkSilence), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    private void checkSilence() {
        if (heldBack) {
            progress(); // it is the client who is slow, and the wire has a timeout for that
        }
        long left = silenceNanos - (System.nanoTime() - lastProgressNanos);
        if (left > 0) {
            onLoop(() -> rearm(left));
        } else if (state == State.DRAINING) {
            LOG.warn("{}: after its handoff the application is silent; its connection is closed", exchange.id());
            close();
        } else {
            end(silent(TimeUnit.NANOSECONDS.toMillis(silenceNanos)));
        }
    }

    private void rearm(long nanos) {
        if (!isReleased) {
            armTimer(nanos);
        }
    }

    private HttpError silent(long millis) {
        return state == State.CONNECTING
                ? connector.silent(millis)
                : HttpError.of(
                        504,
                        "The application did not answer in time.",
                        "the application was silent for " + millis + " ms");
    }

    private void exchangeEnded(Exchange.End how) {
        if (how == Exchange.End.HANDED_OFF && state == State.TALKING && !answer.isComplete()) {
            state = State.DRAINING;
            answer.drop();
            readOn();
        } else {
            close();
        }
    }

    /** Releases everything, and fails the exchange where it is this call's still. */
    private void end(HttpError error) {
        boolean answering = state == State.CONNECTING || state == State.TALKING;
        close();
        if (answering) {
            exchange.fail(error);
        }
    }

    private void close() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            workers.end(exchange.worker());
            answer.close();
            onLoop(this::release);
        }
    }

    private void release() {
        isReleased = true;
        if (sender != null) {
            sender.close();
        }
        if (timer != null) {
            timer.cancel(false);
        }
        if (socket != null) {
            socket.close();
        }
    }

    private void onDriver(Runnable step) {
        exchange.connection().execute(step);
    }

    private void onLoop(Runnable step) {
        if (loop.inLoop()) {
            step.run();
        } else {
            loop.execute(step);
        }
    }
}
