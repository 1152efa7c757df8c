package dev.usher.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.Ticket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What is to be asked of a door.
 *
 * @param url http, with a host and perhaps a port
 * @param requests in all
 * @param concurrency at a time
 * @param keepAlive whether connections are used again; else a connection a request
 * @param script what a stream is to say; null where a page is expected
 * @param timeoutMillis for one request
 */
public record FrontLoad(
        URI url,
        int requests,
        int concurrency,
        boolean keepAlive,
        @Nullable MockScript script,
        long timeoutMillis) {

    FrontLoad withRequests(int count) {
        return new FrontLoad(url, count, Math.min(concurrency, count), keepAlive, script, timeoutMillis);
    }

    /** Where to connect. */
    InetSocketAddress address() throws IOException {
        int port = url.getPort() < 0 ? 80 : url.getPort();
        return new InetSocketAddress(InetAddress.getByName(url.getHost()), port);
    }

    /** The whole request; its query names the ticket. */
    String request(Ticket ticket) {
        String query = url.getRawQuery() == null ? "" : url.getRawQuery() + "&";
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return "GET " + path + "?" + query + "prompt=" + new String(ticket.prompt(), US_ASCII)
                + "&user=" + new String(ticket.user(), US_ASCII)
                + " HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\nUser-Agent: usher-bench\r\nAccept: */*\r\n"
                + (keepAlive ? "" : "Connection: close\r\n") + "\r\n";
    }
}
