package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.Flush;
import dev.usher.server.connection.ClientGoneException;
import dev.usher.server.connection.Connection;
import dev.usher.server.connection.Protocol;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1 on one connection: one request after another, the next one not looked at before the last one's answer is
 * passed.
 *
 * <p>A client's FIN is its departure (DESIGN §5), since a closed browser and a client that only has nothing more to say look
 * the same: while a handler works and no head is sent, the exchange ends as DEPARTED and whoever works for it stops. What
 * was answered before FIN was seen, or is answered within the handler's own call, as a static file is, goes out whole.
 *
 * <pre>
 *   HEAD ── complete ─► BODY ── spooled ─► ANSWER ── ended, connection kept ─► HEAD
 *     │ refused            │ too long, too slow   │ ended, connection not kept
 *     └────────────────────┴──► error answer ─────┴──► Connection.close: nothing behind it is ever parsed (ATTACKS A15)
 * </pre>
 */
final class Http1 implements Protocol {
    private static final Logger LOG = LoggerFactory.getLogger("http");

    private enum Phase {
        /** Waiting for a request, or in the midst of its head. */
        HEAD,
        /** Reading a request's body. */
        BODY,
        /** A handler has it. */
        ANSWER,
        /** The last answer is passed. */
        OVER
    }

    private final Connection connection;
    private final SiteSelector sites;
    private final AccessLog accessLog;
    private final RequestIds ids;
    private final HeadReader heads;
    private final Deadlines deadlines;
    private Phase phase = Phase.HEAD;
    private int requests;
    private long headBytes;
    /** Whether the body of the request is read to its end: the next bytes are another request. */
    private boolean requestRead;

    private @Nullable BodySpooler spooler;
    private @Nullable Http1Exchange exchange;

    Http1(Connection connection, SiteSelector sites, AccessLog accessLog, RequestIds ids) {
        this.connection = connection;
        this.sites = sites;
        this.accessLog = accessLog;
        this.ids = ids;
        this.heads = new HeadReader(sites.limits().head());
        this.deadlines = new Deadlines(connection, sites.limits());
    }

    @Override
    public void advance() {
        boolean more = true;
        while (more && connection.isOpen()) {
            more = switch (phase) {
                case HEAD -> readHead();
                case BODY -> readBody();
                case ANSWER -> nextRequest();
                case OVER -> false;
            };
        }
    }

    // ---- HEAD

    private boolean readHead() {
        if (connection.out().shouldYield()) {
            deadlines.forAnswer();
            return false;
        }
        try {
            return switch (heads.read(connection.in())) {
                case MORE -> {
                    deadlines.forHead(heads, requests);
                    yield false;
                }
                case CLIENT_ENDED -> over();
                case COMPLETE -> {
                    begin();
                    yield true;
                }
            };
        } catch (HttpError e) {
            refuse(e);
            return false;
        } catch (IOException e) {
            unreadable(e);
            return false;
        }
    }

    /** No head can be read any more: the client has gone, or a filter of the connection has failed. */
    private void unreadable(IOException why) {
        if (ClientGoneException.isIn(why)) {
            connection.abort(why);
        } else if (why instanceof SocketTimeoutException) {
            LOG.info("{}: a filter has waited in vain, the connection is closed: {}", connection, why.toString());
            over();
        } else {
            LOG.error("{}: {}; the connection is closed", connection, why.getMessage(), why);
            refuse(HttpError.of(500, "The server could not read this request.", String.valueOf(why.getMessage()))
                    .logged());
        }
    }

    private void begin() {
        RequestRecord.Arrival arrival = arrival();
        headBytes = heads.bytes();
        RequestHead head = heads.take();
        heads.reset();
        Http1Exchange begun = new Http1Exchange(this, arrival, head, sites.select(head.host()));
        begun.receivedBytes(headBytes);
        exchange = begun;
        requestRead = !head.framing().hasBody();
        requests++;
        phase = Phase.ANSWER;
        begun.guarded(() -> prepare(begun));
    }

    private void prepare(Http1Exchange begun) throws HttpError, IOException {
        RequestHead head = begun.request();
        if (head.method().equals("TRACE") || head.method().equals("CONNECT")) {
            throw HttpError.of(405, "This method is not served here.", head.method() + " is not served");
        }
        Resource found = begun.site().resolve(head);
        begun.resource(found);
        deadlines.use(found.limits());
        boolean hasBody = head.framing().hasBody();
        if (!hasBody || !found.handler().takes(head.method())) {
            if (!hasBody && head.expectContinue()) {
                sendContinue();
            }
            connection.noDeadline();
            begun.run();
            return;
        }
        begun.framedBody().begin(found.limits());
        found.addInputFilters(begun);
        spooler = new BodySpooler(begun.framedBody(), begun.in(), found.limits());
        if (head.expectContinue()) {
            sendContinue();
        }
        phase = Phase.BODY;
    }

    private void sendContinue() throws IOException {
        try (Brigade interim = Brigade.of(Data.latin1("HTTP/1.1 100 Continue\r\n\r\n"), new Flush())) {
            connection.out().pass(interim);
        }
    }

    private RequestRecord.Arrival arrival() {
        return new RequestRecord.Arrival(
                ids.next(), connection, heads.requestLine(), heads.startEpochMillis(), heads.startNanos(), requests);
    }

    /** No request came of these bytes: the answer goes out without an exchange, and the connection ends. */
    private void refuse(HttpError error) {
        phase = Phase.OVER;
        RequestRecord.Arrival arrival = arrival();
        ErrorLines.log(LOG, arrival, error);
        byte[] page = ErrorPage.html(error, arrival.requestId());
        Headers servers = new Headers()
                .add("Content-Length", Integer.toString(page.length))
                .add("Connection", "close");
        Headers headers = ErrorPage.headers(error);
        try (Brigade answer = new Brigade()) {
            answer.append(ResponseHeadWriter.write(error.status(), null, headers, servers));
            answer.append(new Data(Unpooled.wrappedBuffer(page)));
            long bytes = answer.length();
            answer.append(new EndOfRequest(() -> log(new RequestRecord(
                    arrival,
                    sites.select(null).name(),
                    null,
                    headers,
                    error.status(),
                    HandlerKind.NONE,
                    new RequestRecord.Volume(
                            heads.bytes(), bytes, page.length, System.nanoTime() - arrival.startNanos()),
                    AccessLogEntry.ConnectionEnd.CLOSED))));
            connection.out().pass(answer);
            connection.close();
        } catch (IOException e) {
            if (!ClientGoneException.isIn(e)) {
                LOG.error("{}: {} could not be answered, the connection is cut", connection, error.status(), e);
            }
            connection.abort(e);
        }
    }

    // ---- BODY

    private boolean readBody() {
        Http1Exchange current = current();
        BodySpooler reading = Objects.requireNonNull(spooler);
        phase = Phase.ANSWER;
        current.guarded(() -> {
            switch (reading.read()) {
                case MORE -> {
                    phase = Phase.BODY;
                    deadlines.forBody(reading);
                }
                case COMPLETE -> answer(current, reading);
                case CLIENT_ENDED -> current.departed();
            }
        });
        return phase != Phase.BODY;
    }

    private void answer(Http1Exchange current, BodySpooler read) {
        requestRead = true;
        current.body(read.take());
        current.receivedBytes(headBytes + read.received());
        spooler = null;
        connection.noDeadline();
        current.run();
    }

    // ---- ANSWER

    private boolean nextRequest() {
        Http1Exchange current = current();
        if (!current.isEnded() && clientLeftUnanswered(current)) {
            current.departed();
        }
        if (!current.isEnded()) {
            deadlines.forAnswer();
            current.wakeWriter();
            return false;
        }
        dropSpooler();
        exchange = null;
        if (!current.keepsConnection()) {
            return over();
        }
        phase = Phase.HEAD;
        return true;
    }

    /** Asked when the handler has run, so that what it has answered at once goes out also behind a client's FIN. */
    private boolean clientLeftUnanswered(Http1Exchange current) {
        return connection.wire().isInputEnded() && !current.response().isSent();
    }

    private boolean over() {
        phase = Phase.OVER;
        connection.close();
        return false;
    }

    private Http1Exchange current() {
        return Objects.requireNonNull(exchange);
    }

    private void dropSpooler() {
        BodySpooler dropped = spooler;
        spooler = null;
        try {
            if (dropped != null) {
                dropped.close();
            }
        } catch (IOException e) {
            LOG.error("{}: the spooled body could not be dropped", connection, e);
        }
    }

    // ---- what the exchange asks

    boolean mayKeepAlive(Http1Exchange asking) {
        HttpLimits limits = deadlines.limits();
        boolean another = limits.maxKeepAliveRequests() == 0 || requests < limits.maxKeepAliveRequests();
        boolean clientMaySendMore =
                !connection.wire().isInputEnded() || connection.in().pending();
        return requestRead && asking.request().keepAlive() && limits.keepAlive() && another && clientMaySendMore;
    }

    void exchangeEnded() {
        connection.execute(this::advance);
    }

    void log(RequestRecord record) {
        accessLog.log(record);
    }

    // ---- time and loss

    @Override
    public void onTimeout() {
        switch (phase) {
            case HEAD -> headTimedOut();
            case BODY -> {
                phase = Phase.ANSWER;
                current()
                        .fail(HttpError.of(
                                408,
                                "The request's body came too slowly.",
                                "the body came more slowly than RequestReadTimeout"));
                advance();
            }
            case ANSWER -> lookAtClient();
            case OVER -> {
                // The connection closes by itself.
            }
        }
    }

    /** A client that has sent nothing is idle, and told nothing; one in the midst of a head is slow. */
    private void headTimedOut() {
        if (connection.out().shouldYield()) {
            lookAtClient();
        } else if (heads.isStarted()) {
            refuse(HttpError.of(
                    408, "The request's head came too slowly.", "the head came more slowly than RequestReadTimeout"));
        } else {
            over();
        }
    }

    private void lookAtClient() {
        if (deadlines.isClientStalled()) {
            connection.abort(new IOException("the client has taken nothing for the time of Timeout"));
        } else {
            deadlines.forAnswer();
        }
    }

    @Override
    public void onAbort(Throwable why) {
        LOG.debug("{}: lost", connection, why);
        phase = Phase.OVER;
        dropSpooler();
        if (exchange != null) {
            exchange.departed();
        }
    }
}
