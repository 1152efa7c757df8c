package dev.usher.daemon.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands at which path of the admin port. What a page needs is made at its first request: an idle seat loads none
 * of it. Any thread.
 */
final class AdminPages implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AdminPages.class);

    private final SeatView seat;
    private @Nullable MetricsPage metrics;
    private @Nullable StatusPage status;

    AdminPages(SeatView seat) {
        this.seat = seat;
    }

    @Override
    public void handle(HttpExchange exchange) {
        try (exchange) {
            send(exchange, replyTo(exchange));
        } catch (IOException e) {
            LOG.debug("a visitor of the admin port left: {}", e.toString());
        }
    }

    private Reply replyTo(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return new Reply(405, "text/plain; charset=utf-8", Map.of("Allow", "GET, HEAD"), "GET and HEAD only\n");
        }
        try {
            String accept =
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Accept"), "");
            return page(Objects.requireNonNullElse(exchange.getRequestURI().getPath(), ""), accept);
        } catch (IOException | RuntimeException e) {
            LOG.error("the admin port cannot answer {}", exchange.getRequestURI(), e);
            return Reply.text(500, "failed; the log says why");
        }
    }

    private Reply page(String path, String accept) throws IOException {
        return switch (path) {
            case "/" -> statusPage().reply();
            case "/status.json" -> Reply.json(new StatusJson(seat).now());
            case "/metrics" -> metricsPage().reply(accept);
            case "/healthz" -> health();
            case "/readyz" -> ready();
            default -> Reply.text(404, "not found; there are /, /status.json, /metrics, /healthz and /readyz");
        };
    }

    /** Says ok as long as it can be asked: whether more clients are taken is {@code /readyz}' affair. */
    private Reply health() {
        return Reply.json("{\"status\":\"ok\",\"active_streams\":" + seat.activeStreams() + ",\"active_connections\":"
                + seat.activeConnections() + "}");
    }

    private Reply ready() {
        Readiness now = seat.readiness();
        return Reply.text(now == Readiness.READY ? 200 : 503, now.word());
    }

    private synchronized MetricsPage metricsPage() {
        if (metrics == null) {
            metrics = new MetricsPage(seat);
        }
        return metrics;
    }

    private synchronized StatusPage statusPage() throws IOException {
        if (status == null) {
            status = StatusPage.load();
        }
        return status;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.bytes();
        var fields = exchange.getResponseHeaders();
        fields.set("Content-Type", reply.contentType());
        fields.set("Cache-Control", "no-store");
        fields.set("X-Content-Type-Options", "nosniff");
        fields.set("Referrer-Policy", "no-referrer");
        fields.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        reply.fields().forEach(fields::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            fields.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(reply.status(), -1);
        } else {
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
