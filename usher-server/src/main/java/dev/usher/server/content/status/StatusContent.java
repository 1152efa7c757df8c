package dev.usher.server.content.status;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.Outcome;
import dev.usher.server.content.FixedAnswer;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HandlerKind;
import java.io.IOException;
import java.util.function.Supplier;

/** Answers with the door's figures. Any loop; takes what it shows when it is asked, and never waits. */
public final class StatusContent implements ContentHandler {
    private static final String METHODS = "GET, HEAD";

    /** Makes a page of figures, for one request. */
    @FunctionalInterface
    interface View {
        Page show(DoorStatus status, Exchange exchange) throws IOException;
    }

    /**
     * What is answered.
     *
     * @param contentType with its charset
     * @param text sent as UTF-8
     * @param refreshSeconds after how long a browser is to ask again; 0 for never
     */
    record Page(String contentType, String text, int refreshSeconds) {}

    private final Supplier<DoorStatus> source;
    private final View view;

    private StatusContent(Supplier<DoorStatus> source, View view) {
        this.source = source;
        this.view = view;
    }

    /** {@code SetHandler usher-metrics}. */
    public static StatusContent metrics(Supplier<DoorStatus> source) {
        return new StatusContent(source, MetricsView::show);
    }

    /** {@code SetHandler server-status}. */
    public static StatusContent page(Supplier<DoorStatus> source) {
        return new StatusContent(source, StatusView::show);
    }

    @Override
    public Outcome handle(Exchange exchange) throws IOException {
        if (!takes(exchange.request().method())) {
            return FixedAnswer.methodNotAllowed(METHODS).handle(exchange);
        }
        Page page = view.show(source.get(), exchange);
        var headers = exchange.response().headers();
        headers.set("Content-Type", page.contentType());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        if (page.refreshSeconds() > 0) {
            headers.set("Refresh", Integer.toString(page.refreshSeconds()));
        }
        try (Brigade answer = Brigade.of(Data.utf8(page.text()), new Eos())) {
            exchange.out().pass(answer);
        }
        return Outcome.OK;
    }

    @Override
    public boolean takes(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    @Override
    public HandlerKind kind() {
        return HandlerKind.STATUS;
    }
}
