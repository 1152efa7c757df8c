package dev.usher.server.content.java;

import dev.usher.server.http.Exchange;
import dev.usher.server.http.HttpError;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request at a handler written in Java.
 *
 * <pre>
 * WAITING ─ a permit ─► RUNNING ─ the handler returns ─► OVER, the answer is complete
 *   │                     ├ it throws ──────────────────► OVER, its error answer, 500, or the client is cut
 *   │                     ├ silent for the timeout ─────► OVER, 504 or a cut; the thread is interrupted
 *   │                     ├ the client has gone ────────► OVER, the thread is interrupted
 *   │                     └ handed off ─► OVER; a handler that does not return within the timeout is interrupted
 *   └ too many, too long ─► OVER, 503
 * </pre>
 *
 * <p>OVER is the exchange's end; the handler's thread may be slower, and holds its permit until it has returned. The state is
 * the driver's; the thread and the driver meet in {@link AnswerPipe}.
 */
final class JavaCall implements Permits.Waiter {
    private static final Logger LOG = LoggerFactory.getLogger("java");
    private static final int RETRY_AFTER_SECONDS = 1;

    private enum State {
        /** No permit yet. */
        WAITING,
        /** The handler has the request. */
        RUNNING,
        /** The exchange has ended. */
        OVER
    }

    private final Exchange exchange;
    private final JavaContent content;
    private final long silenceNanos;
    private final AnswerPipe pipe;
    private State state = State.WAITING;
    private @Nullable Thread thread;
    private volatile @Nullable ScheduledFuture<?> timer;
    private volatile boolean returned;

    JavaCall(Exchange exchange, JavaContent content, long silenceNanos) {
        this.exchange = exchange;
        this.content = content;
        this.silenceNanos = silenceNanos;
        this.pipe = new AnswerPipe(exchange);
    }

    // ---- the driver

    /** Runs, or waits for a permit. */
    void begin() {
        exchange.suspend();
        exchange.onEnd(this::exchangeEnded);
        switch (content.permits().enter(this)) {
            case GRANTED -> start();
            case WAITING -> arm(silenceNanos, this::waitedTooLong);
            case FULL -> exchange.fail(busy("too many requests wait for a permit"));
        }
    }

    private void waitedTooLong() {
        if (state == State.WAITING) {
            exchange.fail(busy("no permit for " + TimeUnit.NANOSECONDS.toMillis(silenceNanos) + " ms"));
        }
    }

    /** Clients turned away by the thousand are one line a second, not one each. */
    private HttpError busy(String why) {
        int refused = content.refusals().add(System.nanoTime());
        if (refused > 0) {
            LOG.warn(
                    "{}: refused {} with 503, the last of them {}: {}; HandlerPermits is {}",
                    content,
                    refused == 1 ? "one request" : refused + " requests",
                    exchange.id(),
                    why,
                    content.permits().limit());
        }
        return HttpError.of(
                        503,
                        "The application is busy.",
                        content + ": " + why + "; HandlerPermits is "
                                + content.permits().limit())
                .retryAfterSeconds(RETRY_AFTER_SECONDS)
                .logged();
    }

    @Override
    public boolean granted() {
        try {
            exchange.connection().execute(this::start);
            return true;
        } catch (RejectedExecutionException serverCloses) {
            return false;
        }
    }

    private void start() {
        if (state != State.WAITING) {
            content.permits().leave(); // the client has left between the grant and here
            return;
        }
        cancelTimer();
        state = State.RUNNING;
        pipe.progress();
        arm(silenceNanos, this::checkSilence);
        BodyStream body = null;
        boolean started = false;
        try {
            body = new BodyStream(exchange.body().content());
            Thread runner = thread(body);
            thread = runner;
            runner.start();
            started = true;
        } finally {
            if (!started) {
                if (body != null) {
                    body.close();
                }
                content.permits().leave();
            }
        }
    }

    private Thread thread(BodyStream body) {
        JavaRequest request = new JavaRequest(exchange, body);
        JavaResponse response =
                new JavaResponse(pipe, !exchange.request().method().equals("HEAD"));
        return Thread.ofVirtual().name("java-" + exchange.id()).unstarted(() -> run(request, response, body));
    }

    private void checkSilence() {
        long left = silenceNanos - pipe.silentNanos();
        if (returned || state != State.RUNNING) {
            return;
        }
        if (left > 0) {
            arm(left, this::checkSilence);
        } else {
            exchange.fail(HttpError.of(
                    504,
                    "The application did not answer in time.",
                    content + " wrote nothing for " + TimeUnit.NANOSECONDS.toMillis(silenceNanos) + " ms"));
        }
    }

    private void exchangeEnded(Exchange.End how) {
        boolean wasWaiting = state == State.WAITING;
        state = State.OVER;
        cancelTimer();
        pipe.ended(how);
        if (wasWaiting) {
            var _ = content.permits().withdraw(this); // where it is too late, start() gives the permit back
        } else if (how == Exchange.End.DEPARTED || how == Exchange.End.FAILED) {
            interrupt();
        } else if (how == Exchange.End.HANDED_OFF && !returned) {
            arm(silenceNanos, this::stillThere);
        }
    }

    private void stillThere() {
        if (!returned) {
            LOG.warn("{}: {} has not returned after its handoff; its thread is interrupted", exchange.id(), content);
            interrupt();
        }
    }

    private void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void arm(long nanos, Runnable step) {
        timer = exchange.connection()
                .loop()
                .executor()
                .schedule(() -> exchange.connection().execute(step), nanos, TimeUnit.NANOSECONDS);
    }

    private void cancelTimer() {
        ScheduledFuture<?> armed = timer;
        if (armed != null) {
            armed.cancel(false);
        }
    }

    // ---- the handler's thread

    /** Foreign code runs in here: whatever it throws, Errors too, is this request's matter alone. */
    private void run(JavaRequest request, JavaResponse response, BodyStream body) {
        Throwable failure = null;
        content.workers().begin(exchange.worker());
        try {
            content.handler().handle(request, response);
        } catch (Throwable t) {
            failure = t;
        } finally {
            content.workers().end(exchange.worker());
            returned = true;
            body.close();
            content.permits().leave();
            cancelTimer();
        }
        if (failure == null) {
            failure = complete(response);
        }
        if (failure != null) {
            var _ = Thread.interrupted(); // what is left to do must not be interrupted
            failed(failure);
        }
    }

    private static @Nullable Throwable complete(JavaResponse response) {
        try {
            response.close();
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    /** What our interrupt, or the end of the client's side, becomes in a handler: no fault of it. */
    private static boolean isStopped(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof InterruptedException
                || failure.getCause() instanceof InterruptedException;
    }

    private void failed(Throwable failure) {
        Exchange.End end = pipe.end();
        if (end == Exchange.End.DEPARTED || (end != null && isStopped(failure))) {
            LOG.debug("{}: {} ended behind its answer ({})", exchange.id(), content, end, failure);
            return;
        }
        HttpError answer;
        if (failure instanceof HttpError error) {
            answer = error;
        } else {
            LOG.error("{}: {} failed", exchange.id(), content, failure);
            answer = HttpError.of(500, "The server could not answer this request.", content + " failed: " + failure)
                    .logged();
        }
        try {
            exchange.connection().execute(() -> exchange.fail(answer));
        } catch (RejectedExecutionException serverCloses) {
            LOG.debug("{}: its failure comes after the server's end", exchange.id(), serverCloses);
        }
    }
}
