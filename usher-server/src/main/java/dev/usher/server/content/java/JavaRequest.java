package dev.usher.server.content.java;

import dev.usher.server.connection.ClientSocket;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.ForwardedHeaders;
import dev.usher.server.http.Headers;
import dev.usher.server.http.HttpError;
import dev.usher.server.http.RequestHead;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request, complete: its body is read before the handler begins. For the handler's thread. */
public final class JavaRequest {
    /** A longer form must be read from {@link #body}. */
    static final int MAX_FORM_BYTES = 1 << 20;
    /** More pairs than this are no form a person filled in (PHP's max_input_vars). */
    static final int MAX_FORM_PAIRS = 1000;

    private final String id;
    private final RequestHead head;
    private final Headers headers;
    private final String remoteAddress;
    private final long bodyLength;
    private final InputStream body;
    private @Nullable Parameters query;
    private @Nullable Parameters form;

    /**
     * Driver only.
     *
     * @param body closed by the caller
     */
    JavaRequest(Exchange exchange, InputStream body) {
        ClientSocket client = exchange.connection().clientSocket();
        this.id = exchange.id();
        this.head = exchange.request();
        this.headers = ForwardedHeaders.ofRequest(head.headers());
        this.remoteAddress = client.remoteHost();
        this.bodyLength = exchange.body().length();
        this.body = new BufferedInputStream(body);
    }

    /** What the logs call this request, and a seat's data may: letters, digits and {@code -}. */
    public String id() {
        return id;
    }

    /** As sent: {@code GET}, {@code POST}. */
    public String method() {
        return head.method();
    }

    /** The path, percent-decoded once and normalised, as UTF-8; begins with a slash, holds no dot segments. */
    public String path() {
        return utf8(head.target().path());
    }

    /** Path and query as they came, not decoded. */
    public String target() {
        return head.target().requestUri();
    }

    /** What stands behind the question mark, not decoded; null where there is none. */
    public @Nullable String query() {
        return head.target().query();
    }

    /** The pairs of the query, decoded. */
    public Parameters queryParameters() {
        Parameters known = query;
        if (known == null) {
            String raw = query();
            known = raw == null ? Parameters.NONE : Parameters.parse(raw);
            query = known;
        }
        return known;
    }

    /**
     * The pairs of a form in the body; none where the body is no {@code application/x-www-form-urlencoded}. Reads the body.
     *
     * @throws HttpError 413 for a form longer than 1 MiB or of more than 1000 pairs
     * @throws IOException where the body was read, or cannot be
     */
    public Parameters formParameters() throws IOException, HttpError {
        Parameters known = form;
        if (known == null) {
            known = isForm() ? readForm() : Parameters.NONE;
            form = known;
        }
        return known;
    }

    private boolean isForm() {
        String type = headers.first("Content-Type");
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/x-www-form-urlencoded");
    }

    private Parameters readForm() throws IOException, HttpError {
        if (bodyLength > MAX_FORM_BYTES) {
            throw tooLarge("a form of " + bodyLength + " bytes; at most " + MAX_FORM_BYTES + " are decoded");
        }
        String text = new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
        if (Parameters.pairs(text) > MAX_FORM_PAIRS) {
            throw tooLarge(
                    "a form of " + Parameters.pairs(text) + " pairs; at most " + MAX_FORM_PAIRS + " are decoded");
        }
        return Parameters.parse(text);
    }

    private static HttpError tooLarge(String detail) {
        return HttpError.of(413, "The form is too large.", detail);
    }

    /** The first value of a header, or null. */
    public @Nullable String header(String name) {
        return headers.first(name);
    }

    /**
     * The headers less those that concern the connection alone, and those no client may send to an application ({@code
     * X-Socket-Handoff} and its like). A copy of this request's own.
     */
    public Headers headers() {
        return headers;
    }

    /** The first cookie of that name, as it came; null where there is none. */
    public @Nullable String cookie(String name) {
        for (String line : headers.all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return null;
    }

    /** The host asked for: lower case, without port; null where HTTP/1.0 named none. */
    public @Nullable String host() {
        return head.host();
    }

    /** The address of the connection's other end, without port: the client's, or a proxy's before us. */
    public String remoteAddress() {
        return remoteAddress;
    }

    /** The body's length in bytes; 0 where there is none. */
    public long bodyLength() {
        return bodyLength;
    }

    /** The body, to be read once; never waits for the client, since all of it is here. */
    public InputStream body() {
        return body;
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "request " + id;
    }
}
