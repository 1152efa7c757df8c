package dev.usher.server.handoff;

import dev.usher.config.ConfigException;
import dev.usher.config.Values;
import dev.usher.loop.Loops;
import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.ListenAddress;
import dev.usher.server.connection.Listener;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.Phases;
import dev.usher.server.connection.PreConnectionHandler;
import dev.usher.server.http.AccessLogEntry;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.Http1Handler;
import dev.usher.server.http.HttpLimits;
import dev.usher.server.http.RequestHead;
import dev.usher.server.http.RequestIds;
import dev.usher.server.http.Resource;
import dev.usher.server.http.Site;
import dev.usher.server.http.SiteSelector;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real door whose one application is a handler of the test's. {@code /plain} always says hello. */
final class HandoffDoor implements AutoCloseable {
    final BlockingQueue<AccessLogEntry> accessLog = new LinkedBlockingQueue<>();
    final BlockingQueue<Exchange.End> ends = new LinkedBlockingQueue<>();
    final BlockingQueue<Exchange> running = new LinkedBlockingQueue<>();
    private final Usher usher = new Usher();
    private final Values values;
    private final ContentHandler application;
    private final Loops loops = Loops.start("door", 1);
    private final Listener listener;

    HandoffDoor(String settings, ContentHandler application, PreConnectionHandler... pre)
            throws IOException, ConfigException {
        this.values = HandoffSettingsTest.read(settings).values();
        this.application = application;
        try {
            this.listener = Listener.open(
                    loops,
                    new ListenAddress(InetAddress.getLoopbackAddress(), 0),
                    _ -> new Phases(
                            site(),
                            List.of(pre),
                            List.of(new Http1Handler(new Sites(), accessLog::add, new RequestIds()))));
        } catch (IOException e) {
            loops.close();
            throw e;
        }
    }

    /** An application that answers with these headers, name and value by turns, and a body. */
    static ContentHandler says(String... fields) {
        return x -> {
            for (int i = 0; i < fields.length; i += 2) {
                x.response().headers().add(fields[i], fields[i + 1]);
            }
            pass(x, "the application's own body", true);
            return Outcome.OK;
        };
    }

    static void pass(Exchange x, String text, boolean last) throws IOException {
        try (Brigade piece = new Brigade()) {
            piece.append(Data.latin1(text));
            if (last) {
                piece.append(new Eos());
            }
            x.out().pass(piece);
        }
    }

    private final class Sites implements SiteSelector {
        @Override
        public Site select(@Nullable String host) {
            return site();
        }

        @Override
        public HttpLimits limits() {
            return HttpLimits.DEFAULT;
        }
    }

    private Site site() {
        return new Site() {
            @Override
            public String name() {
                return "site";
            }

            @Override
            public Resource resolve(RequestHead head) {
                return resource(head.target().path().equals("/plain") ? says() : application);
            }
        };
    }

    private Resource resource(ContentHandler handler) {
        return new Resource() {
            @Override
            public ContentHandler handler() {
                return handler;
            }

            @Override
            public HttpLimits limits() {
                return HttpLimits.DEFAULT;
            }

            @Override
            public void addFilters(Exchange exchange) {
                exchange.onEnd(ends::add);
                usher.addTo(values, exchange);
                running.add(exchange);
            }
        };
    }

    int port() {
        return listener.port();
    }

    Loops loops() {
        return loops;
    }

    <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(10, TimeUnit.SECONDS);
        if (element == null) {
            throw new AssertionError("nothing came");
        }
        return element;
    }

    @Override
    public void close() {
        listener.close();
        loops.close();
    }
}
