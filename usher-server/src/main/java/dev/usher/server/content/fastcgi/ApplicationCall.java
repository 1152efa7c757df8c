package dev.usher.server.content.fastcgi;

import dev.usher.server.content.Workers;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HttpError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
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
 * <p>Lives on the client's home loop. What concerns the exchange is done on the connection's driver; nothing touches the
 * exchange once it has ended. It reads only while the client's side takes more: the application is held back by its own socket.
 */
final class ApplicationCall implements Connector.Listener {
    private static final Logger LOG = LoggerFactory.getLogger("fastcgi");

    private enum State {
        /** No channel yet. */
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
    private final EventLoop loop;
    private final long silenceNanos;
    private final ApplicationAnswer answer;
    private final RecordDecoder decoder;
    private final Map<String, String> variables;
    private State state = State.CONNECTING;
    private @Nullable Channel channel;
    private @Nullable RequestSender sender;
    private @Nullable ScheduledFuture<?> timer;
    private long lastProgressNanos = System.nanoTime();
    private boolean heldBack;

    /** Throws 431 where the request does not fit into variables. */
    ApplicationCall(Exchange exchange, Connector connector, Workers workers, long silenceNanos) throws HttpError {
        this.exchange = exchange;
        this.connector = connector;
        this.workers = workers;
        this.loop = exchange.connection().loop().executor();
        this.silenceNanos = silenceNanos;
        this.answer = new ApplicationAnswer(exchange);
        this.decoder = new RecordDecoder(answer);
        this.variables = CgiVariables.of(exchange);
    }

    /** Connects, and goes on by itself. On the driver, and the loop. */
    void start() {
        exchange.suspend();
        exchange.onEnd(this::exchangeEnded);
        int timeoutMillis = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(silenceNanos));
        connector.connect(loop, new ApplicationChannel(this), timeoutMillis, this);
    }

    @Override
    public boolean isWanted() {
        return state == State.CONNECTING;
    }

    /** There is a socket, and it is closed with the call, also where TCP has not come to an end of connecting. */
    void opened(Channel opened) {
        if (state == State.CONNECTING) {
            channel = opened;
        } else {
            var _ = opened.close();
        }
    }

    @Override
    public void connected(Channel connected) {
        onDriver(() -> talk(connected));
    }

    private void talk(Channel connected) {
        if (state != State.CONNECTING) {
            var _ = connected.close();
            return;
        }
        state = State.TALKING;
        workers.begin(exchange.worker());
        progress();
        armTimer(silenceNanos);
        RequestSender sending = new RequestSender(connected, exchange.body().content(), this::progress);
        sender = sending;
        sending.start(variables);
        connected.read();
    }

    @Override
    public void failed(HttpError error) {
        onDriver(() -> end(error));
    }

    /** Bytes from the application, given away to this. */
    void received(ByteBuf bytes) {
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

    /** The socket has no more at once. */
    void receivedAll() {
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
        Channel reading = channel;
        if (reading == null || state == State.CLOSED) {
            return;
        }
        heldBack = state == State.TALKING && exchange.out().shouldYield();
        if (heldBack) {
            exchange.whenWritable(this::readOn);
        } else {
            reading.read();
        }
    }

    /** The application has closed, or its socket is broken. */
    void disconnected(String why) {
        if (state == State.DRAINING) {
            close();
        } else {
            onDriver(() -> lost(why));
        }
    }

    private void lost(String why) {
        if (state == State.TALKING) {
            end(HttpError.of(502, "The application ended its answer early.", "the application " + why));
        }
    }

    private void progress() {
        lastProgressNanos = System.nanoTime();
    }

    private void armTimer(long nanos) {
        timer = loop.schedule(this::checkSilence, nanos, TimeUnit.NANOSECONDS);
    }

    private void checkSilence() {
        if (heldBack) {
            progress(); // it is the client who is slow, and the wire has a timeout for that
        }
        long left = silenceNanos - (System.nanoTime() - lastProgressNanos);
        if (left > 0) {
            armTimer(left);
        } else if (state == State.DRAINING) {
            LOG.warn("{}: after its handoff the application is silent; its connection is closed", exchange.id());
            close();
        } else {
            long millis = TimeUnit.NANOSECONDS.toMillis(silenceNanos);
            onDriver(() -> end(HttpError.of(
                    504,
                    "The application did not answer in time.",
                    "the application was silent for " + millis + " ms")));
        }
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
        state = State.CLOSED;
        workers.end(exchange.worker());
        answer.close();
        if (sender != null) {
            sender.close();
        }
        if (timer != null) {
            timer.cancel(false);
        }
        if (channel != null) {
            var _ = channel.close();
        }
    }

    private void onDriver(Runnable step) {
        exchange.connection().execute(step);
    }
}
