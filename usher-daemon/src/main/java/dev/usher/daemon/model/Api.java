package dev.usher.daemon.model;

import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TraceContext;
import dev.usher.daemon.upstream.Header;
import dev.usher.daemon.upstream.UpstreamClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One API at one place, as all its streams know it.
 *
 * @param name in the log
 * @param client asks it
 * @param key asked for with each request; an empty one is not sent
 */
record Api(String name, UpstreamClient client, Supplier<String> key) {
    /** What every request to a model has in its head, whatever the API. */
    static List<Header> headers(SeatRequest request) throws BadRequest {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("Accept", "text/event-stream"));
        headers.add(new Header("X-Request-Id", request.id()));
        addTrace(headers, request.data().trace());
        String pattern = request.data().testPattern();
        if (pattern != null && !pattern.isEmpty()) {
            headers.add(testPattern(pattern));
        }
        return headers;
    }

    /** W3C Trace Context: this request is a step of the client's trace. Without one none is begun. */
    private static void addTrace(List<Header> headers, @Nullable TraceContext trace) {
        if (trace != null) {
            headers.add(new Header("traceparent", trace.traceparent()));
            if (trace.state() != null) {
                headers.add(new Header("tracestate", trace.state()));
            }
        }
    }

    private static Header testPattern(String pattern) throws BadRequest {
        if (pattern.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw BadRequest.field("test_pattern", "must be printable ASCII: it is sent as a header");
        }
        return new Header("X-Test-Pattern", pattern);
    }

    /** The name only: the key is a secret. */
    @Override
    public String toString() {
        return name;
    }

    /** Adds the key, if there is one. */
    void addKey(List<Header> headers, String header, String before) {
        String secret = key.get();
        if (!secret.isEmpty()) {
            headers.add(new Header(header, before + secret));
        }
    }

    /** The same place with another key, or none. */
    Api with(@Nullable String other) {
        String secret = other == null ? "" : other;
        return new Api(name, client, () -> secret);
    }
}
