package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.ClientGoneException;
import dev.usher.server.connection.Connection;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.Output;
import dev.usher.server.connection.RequestInput;
import dev.usher.server.connection.RequestOutput;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange of HTTP/1. The life of it is drawn at {@link Exchange}; the connection's order of things is {@link
 * Http1}'s.
 */
final class Http1Exchange implements Exchange {
    private static final Logger LOG = LoggerFactory.getLogger("http");
    /** What the access log calls a client that had gone before an answer. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final Http1 protocol;
    private final RequestRecord.Arrival arrival;
    private final RequestHead head;
    private final Site site;
    private final Response response = new Response();
    private final ResponseWriter writer = new ResponseWriter(this);
    private @Nullable FramedBody framedBody;
    private @Nullable RequestInput in;
    private final RequestOutput out;
    private final Link writerLink;
    private final List<Consumer<End>> listeners = new ArrayList<>(2);
    private final WorkerTime worker = new WorkerTime();
    private SpooledBody body = SpooledBody.empty();
    private @Nullable Resource resource;
    private @Nullable End end;
    private boolean suspended;
    private boolean failing;
    private @Nullable Runnable waitingProducer;
    private boolean closes;
    private boolean logged;
    private long receivedBytes;

    Http1Exchange(Http1 protocol, RequestRecord.Arrival arrival, RequestHead head, Site site) {
        this.protocol = protocol;
        this.arrival = arrival;
        this.head = head;
        this.site = site;
        this.out = new RequestOutput(arrival.connection(), this);
        this.writerLink = out.add(FilterType.PROTOCOL, writer);
    }

    // ---- what Http1 does with it

    void resource(Resource found) {
        resource = found;
    }

    void body(SpooledBody whole) {
        body = whole;
    }

    void receivedBytes(long bytes) {
        receivedBytes = bytes;
    }

    /** Whether the connection may carry another request, as the head has told the client. */
    boolean keepsConnection() {
        return !closes && (end == End.COMPLETED || end == End.FAILED);
    }

    /** Runs the handler; whatever comes of it, this exchange knows. */
    void run() {
        guarded(() -> {
            resource().addFilters(this);
            Outcome outcome = resource().handler().handle(this);
            if (end != null) {
                return;
            }
            switch (outcome) {
                case OK, DONE -> passEnd();
                case DECLINED -> fail(HttpError.of(404, "There is nothing here.", "the handler has declined"));
                case SUSPENDED -> suspended = true;
            }
        });
    }

    /** A handler that says OK has passed all: where it forgot Eos its answer ends here. */
    private void passEnd() throws IOException {
        if (!suspended) {
            try (Brigade last = Brigade.of(new Eos())) {
                out.pass(last);
            }
        }
    }

    /** A step that may fail in any way. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException, HttpError;
    }

    /** Foreign code runs in here: nothing it throws, Errors too, goes further than this exchange (ATTACKS F7). */
    void guarded(Step step) {
        try {
            step.run();
        } catch (HttpError e) {
            fail(e);
        } catch (IOException e) {
            failed("the answer could not go on", e);
        } catch (UncheckedIOException e) {
            failed("a filter cannot work here: " + e.getCause(), e);
        } catch (Throwable t) {
            failed("a handler or filter failed: " + t, t);
        }
    }

    private void failed(String what, Throwable cause) {
        if (end != null) {
            return;
        }
        boolean isDeparture = ClientGoneException.isIn(cause);
        if (isDeparture || !connection().isOpen()) {
            if (!isDeparture) { // also who fails behind a client's back is told of
                LOG.error("{} {}: {}; the client has gone", arrival.requestId(), arrival.requestLine(), what, cause);
            }
            departed();
        } else if (response.isSent()) {
            cut(what, cause);
        } else {
            LOG.error("{} {}: {}", arrival.requestId(), arrival.requestLine(), what, cause);
            fail(HttpError.of(500, "The server could not answer this request.", what));
        }
    }

    /** A part of the answer is out: the client must not take it for the whole. */
    private void cut(String what, Throwable cause) {
        LOG.error("{} {}: {}, the connection is cut", arrival.requestId(), arrival.requestLine(), what, cause);
        closes = true;
        end(End.FAILED);
        connection().abort(cause);
        log(AccessLogEntry.ConnectionEnd.ABORTED);
    }

    /** The connection may take more: who waits for that goes on. */
    void wakeWriter() {
        Runnable producer = waitingProducer;
        if (producer != null && !out.shouldYield()) {
            waitingProducer = null;
            connection().execute(producer);
        }
    }

    void departed() {
        if (end == null) {
            closes = true;
            end(End.DEPARTED);
            log(AccessLogEntry.ConnectionEnd.ABORTED);
        }
    }

    // ---- what the writer tells

    @Override
    public boolean mayChangeLength() {
        return out.mayChangeLength();
    }

    /** Decides with the head whether the connection lives on; from then on it is as the client was told. */
    boolean decideKeepAlive(boolean endsByClosing) {
        closes |= endsByClosing
                || !protocol.mayKeepAlive(this)
                || response.headers().hasElement("Connection", "close");
        return !closes;
    }

    /** All of the answer was passed. */
    void completed(long surplus) {
        if (surplus > 0) {
            LOG.warn(
                    "{} {}: {} bytes beyond Content-Length were dropped",
                    arrival.requestId(),
                    arrival.requestLine(),
                    surplus);
        }
        end(failing ? End.FAILED : End.COMPLETED);
    }

    /** All of the answer has left, or never will. */
    void sent() {
        boolean open = connection().isOpen() || closes;
        log(
                !open
                        ? AccessLogEntry.ConnectionEnd.ABORTED
                        : closes ? AccessLogEntry.ConnectionEnd.CLOSED : AccessLogEntry.ConnectionEnd.KEPT);
    }

    private void end(End how) {
        if (end != null) {
            return;
        }
        end = how;
        body.close();
        endFilters();
        waitingProducer = null;
        for (Consumer<End> listener : listeners) {
            tell(listener, how);
        }
        listeners.clear();
        protocol.exchangeEnded();
    }

    /** What filters keep of this request is released. */
    private void endFilters() {
        out.end();
        if (in != null) {
            in.end();
        }
        if (framedBody != null) {
            framedBody.close();
        }
    }

    private void tell(Consumer<End> listener, End how) {
        try {
            listener.accept(how);
        } catch (RuntimeException | Error e) {
            LOG.error("{} {}: who waited for the end has failed", arrival.requestId(), arrival.requestLine(), e);
        }
    }

    private void log(AccessLogEntry.ConnectionEnd connectionEnd) {
        if (logged) {
            return;
        }
        logged = true;
        boolean unanswered = end == End.DEPARTED && !response.isSent();
        protocol.log(new RequestRecord(
                arrival,
                site.name(),
                head,
                response.isSent() ? response.headers() : new Headers(),
                unanswered ? CLIENT_CLOSED_REQUEST : response.status(),
                resource == null ? HandlerKind.NONE : resource.handler().kind(),
                new RequestRecord.Volume(
                        receivedBytes,
                        writer.sentBytes(),
                        writer.bodyBytes(),
                        System.nanoTime() - arrival.startNanos()),
                connectionEnd));
    }

    // ---- Exchange

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public Response response() {
        return response;
    }

    @Override
    public SpooledBody body() {
        return body;
    }

    @Override
    public Input in() {
        if (in == null) {
            in = new RequestInput(connection(), this, framedBody());
        }
        return in;
    }

    /** The body as it comes. */
    FramedBody framedBody() {
        if (framedBody == null) {
            framedBody = new FramedBody(connection().in(), head);
        }
        return framedBody;
    }

    @Override
    public Output out() {
        return out;
    }

    @Override
    public Connection connection() {
        return arrival.connection();
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public Resource resource() {
        if (resource == null) {
            throw new IllegalStateException("the request has not led to anything yet");
        }
        return resource;
    }

    @Override
    public String id() {
        return arrival.requestId();
    }

    @Override
    public void whenWritable(Runnable step) {
        waitingProducer = step;
        wakeWriter();
    }

    @Override
    public WorkerTime worker() {
        return worker;
    }

    @Override
    public boolean isMain() {
        return true;
    }

    @Override
    public void suspend() {
        suspended = true;
    }

    @Override
    public void resume() {
        protocol.exchangeEnded();
    }

    @Override
    public void fail(HttpError error) {
        if (end != null) {
            return;
        }
        if (response.isSent()) {
            cut("the answer failed: " + error.detail(), error);
            return;
        }
        ErrorLines.log(LOG, arrival, error);
        failing = true;
        closes |= error.close();
        response.reset();
        response.status(error.status());
        ErrorPage.headers(error).forEach(field -> response.headers().add(field.name(), field.value()));
        byte[] page = ErrorPage.html(error, arrival.requestId());
        try (Brigade answer = Brigade.of(new Data(Unpooled.wrappedBuffer(page)), new Eos())) {
            writerLink.pass(answer);
        } catch (IOException e) {
            departed();
        }
    }

    @Override
    public void surrender() {
        if (end != null || response.isSent()) {
            throw new IllegalStateException("the exchange has " + (end == null ? "begun to answer" : "ended: " + end));
        }
        if (!connection().wire().isSurrendered()) {
            connection().wire().surrender();
        }
        closes = true;
        end(End.HANDED_OFF);
        log(AccessLogEntry.ConnectionEnd.CLOSED);
    }

    @Override
    public boolean isEnded() {
        return end != null;
    }

    @Override
    public void onEnd(Consumer<End> once) {
        if (end != null) {
            once.accept(end);
        } else {
            listeners.add(once);
        }
    }

    @Override
    public String toString() {
        return "request " + id();
    }
}
