package dev.usher.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A server of streams torn in two wherever a page likes: {@code /torn/NAME/CUT} sends the first CUT bytes of the body
 * NAME, and the rest only when the page has said at {@code /read/NAME/CUT} that it has read them. So a read ends exactly
 * there. Everything else is a file of examples/frontend.
 */
final class TornStreams implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;
    private static final Path FILES = Programs.home().resolve("examples/frontend");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> bodies;
    private final Map<String, CountDownLatch> read = new ConcurrentHashMap<>();

    private TornStreams(HttpServer server, Map<String, byte[]> bodies) {
        this.server = server;
        this.bodies = bodies;
    }

    static TornStreams of(Map<String, byte[]> bodies) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TornStreams streams = new TornStreams(server, bodies);
        server.setExecutor(streams.threads);
        server.createContext("/torn/", streams::torn);
        server.createContext("/read/", streams::wasRead);
        server.createContext("/", TornStreams::file);
        server.start();
        return streams;
    }

    String url(String target) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + target;
    }

    private CountDownLatch latch(String key) {
        return read.computeIfAbsent(key, _ -> new CountDownLatch(1));
    }

    private void torn(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        byte[] body = bodies.get(path[2]);
        int cut = Integer.parseInt(path[3]);
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body, 0, cut);
            out.flush();
            if (cut > 0 && !latch(path[2] + "/" + cut).await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("nobody read the first " + cut + " bytes");
            }
            out.write(body, cut, body.length - cut);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wasRead(HttpExchange exchange) throws IOException {
        latch(exchange.getRequestURI().getPath().substring("/read/".length())).countDown();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private static void file(HttpExchange exchange) throws IOException {
        Path file = FILES.resolve(exchange.getRequestURI().getPath().substring(1));
        if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        String type = file.toString().endsWith(".js") ? "text/javascript" : "text/html";
        exchange.getResponseHeaders().set("Content-Type", type);
        byte[] bytes = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow(); // who waits for a reader that has left
        threads.close();
    }
}
