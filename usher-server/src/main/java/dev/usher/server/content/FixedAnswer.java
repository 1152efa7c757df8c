package dev.usher.server.content;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.Outcome;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import java.io.IOException;
import java.util.Map;

/**
 * An answer that depends on nothing but the path: a redirect, the methods allowed.
 *
 * @param status 200 to 599
 * @param headers beside Content-Type and Content-Length
 * @param text the body, ASCII; empty for none
 */
public record FixedAnswer(int status, Map<String, String> headers, String text) implements ContentHandler {
    /** What a file answers to. */
    public static final String FILE_METHODS = "GET, HEAD, OPTIONS";

    /** 200 that names the methods a file answers to. */
    public static FixedAnswer options() {
        return new FixedAnswer(200, Map.of("Allow", FILE_METHODS), "");
    }

    /** 405 that names the methods which are answered (RFC 9110 §15.5.6). */
    public static FixedAnswer methodNotAllowed(String allow) {
        return new FixedAnswer(405, Map.of("Allow", allow), "This method is not answered here.\n");
    }

    /** 301 to another path of this site. */
    public static FixedAnswer movedTo(String location) {
        return new FixedAnswer(301, Map.of("Location", location), "Moved to " + location + "\n");
    }

    @Override
    public Outcome handle(Exchange exchange) throws IOException {
        var response = exchange.response().status(status);
        headers.forEach(response.headers()::set);
        response.headers().set("Content-Length", Integer.toString(text.length()));
        try (Brigade answer = new Brigade()) {
            if (!text.isEmpty()) {
                response.headers().set("Content-Type", "text/plain; charset=utf-8");
                answer.append(Data.latin1(text));
            }
            answer.append(new Eos());
            exchange.out().pass(answer);
        }
        return Outcome.OK;
    }
}
