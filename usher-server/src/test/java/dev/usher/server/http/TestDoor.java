package dev.usher.server.http;

import dev.usher.loop.Loops;
import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.ListenAddress;
import dev.usher.server.connection.Listener;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.Phases;
import dev.usher.server.connection.PreConnectionHandler;
import dev.usher.server.connection.ProcessConnectionHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A real door on 127.0.0.1 with handlers by path: {@code /} says hello, {@code /echo} gives the body back, others are
 * added by the test.
 */
final class TestDoor implements AutoCloseable {
    final BlockingQueue<AccessLogEntry> accessLog = new LinkedBlockingQueue<>();
    final BlockingQueue<Exchange.End> ends = new LinkedBlockingQueue<>();
    private final Map<String, ContentHandler> handlers = new ConcurrentHashMap<>();
    private final Map<String, HttpLimits> limitsOf = new ConcurrentHashMap<>();
    private final List<Consumer<Exchange>> filters = new ArrayList<>();
    private final List<Consumer<Exchange>> inputFilters = new ArrayList<>();
    private final List<PreConnectionHandler> pre = new ArrayList<>();
    private final List<ProcessConnectionHandler> process = new ArrayList<>();
    private final HttpLimits limits;
    private volatile boolean requestsMayBlock;
    private final Loops loops;
    private final Listener listener;

    TestDoor() throws IOException {
        this(HttpLimits.DEFAULT);
    }

    TestDoor(HttpLimits limits) throws IOException {
        this(limits, 1);
    }

    TestDoor(HttpLimits limits, int loopCount) throws IOException {
        this.limits = limits;
        handlers.put("/", x -> answer(x, 200, "hello"));
        handlers.put("/second", x -> answer(x, 200, "second"));
        handlers.put("/echo", TestDoor::echo);
        this.loops = Loops.start("door", loopCount);
        try {
            this.listener = Listener.open(
                    loops,
                    new ListenAddress(InetAddress.getLoopbackAddress(), 0),
                    Http1Handler.OVERLOADED,
                    _ -> new Phases(site(null), pre, handlers(), () -> requestsMayBlock));
        } catch (IOException e) {
            loops.close();
            throw e;
        }
    }

    private List<ProcessConnectionHandler> handlers() {
        List<ProcessConnectionHandler> all = new ArrayList<>(process);
        all.add(new Http1Handler(new Sites(), accessLog::add, new RequestIds()));
        return all;
    }

    private final class Sites implements SiteSelector {
        @Override
        public Site select(@org.jspecify.annotations.Nullable String host) {
            return site(host);
        }

        @Override
        public HttpLimits limits() {
            return limits;
        }
    }

    private Site site(@org.jspecify.annotations.Nullable String host) {
        return new Site() {
            @Override
            public String name() {
                return host == null ? "default" : host;
            }

            @Override
            public Resource resolve(RequestHead head) throws HttpError {
                ContentHandler handler = handlers.get(head.target().path());
                if (handler == null) {
                    throw HttpError.of(
                            404,
                            "There is nothing here.",
                            "no handler for " + head.target().path());
                }
                return resource(handler, limitsOf.getOrDefault(head.target().path(), limits));
            }
        };
    }

    private Resource resource(ContentHandler handler, HttpLimits ofPath) {
        return new Resource() {
            @Override
            public ContentHandler handler() {
                return handler;
            }

            @Override
            public HttpLimits limits() {
                return ofPath;
            }

            @Override
            public void addInputFilters(Exchange exchange) {
                inputFilters.forEach(filter -> filter.accept(exchange));
            }

            @Override
            public void addFilters(Exchange exchange) {
                exchange.onEnd(ends::add);
                filters.forEach(filter -> filter.accept(exchange));
            }
        };
    }

    static Outcome answer(Exchange x, int status, String text) throws IOException {
        x.response().status(status).headers().set("Content-Type", "text/plain");
        try (Brigade all = Brigade.of(Data.latin1(text), new Eos())) {
            x.out().pass(all);
        }
        return Outcome.OK;
    }

    static void pass(Exchange x, String text) throws IOException {
        try (Brigade piece = Brigade.of(Data.latin1(text))) {
            x.out().pass(piece);
        }
    }

    static void end(Exchange x) throws IOException {
        try (Brigade last = Brigade.of(new Eos())) {
            x.out().pass(last);
        }
    }

    private static Outcome echo(Exchange x) throws IOException {
        try (Brigade all = x.body().content()) {
            all.append(new Eos());
            x.out().pass(all);
        }
        return Outcome.OK;
    }

    TestDoor on(String path, ContentHandler handler) {
        handlers.put(path, handler);
        return this;
    }

    TestDoor limits(String path, HttpLimits ofPath) {
        limitsOf.put(path, ofPath);
        return this;
    }

    TestDoor filter(Consumer<Exchange> filter) {
        filters.add(filter);
        return this;
    }

    TestDoor inputFilter(Consumer<Exchange> filter) {
        inputFilters.add(filter);
        return this;
    }

    TestDoor pre(PreConnectionHandler handler) {
        pre.add(handler);
        return this;
    }

    TestDoor process(ProcessConnectionHandler handler) {
        process.add(handler);
        return this;
    }

    /** Its connections keep a thread of their own, so that filters of requests may wait. */
    TestDoor onFibers() {
        requestsMayBlock = true;
        return this;
    }

    int port() {
        return listener.port();
    }

    Listener listener() {
        return listener;
    }

    Loops loops() {
        return loops;
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    AccessLogEntry logged() throws InterruptedException {
        AccessLogEntry entry = accessLog.poll(10, TimeUnit.SECONDS);
        if (entry == null) {
            throw new AssertionError("no line of the access log came");
        }
        return entry;
    }

    Exchange.End ended() throws InterruptedException {
        Exchange.End end = ends.poll(10, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("no exchange has ended");
        }
        return end;
    }

    @Override
    public void close() {
        listener.close();
        loops.close();
    }
}
