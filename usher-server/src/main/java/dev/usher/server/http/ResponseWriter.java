package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.ErrorBucket;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.OutputFilter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1's filter of the request chain (PROTOCOL): sends the head before the first data, frames the body, and puts the
 * end of the request behind its last byte.
 */
final class ResponseWriter implements OutputFilter {
    private static final int RESET_CONTENT = 205;

    private final Http1Exchange exchange;
    private @Nullable BodyFraming framing;
    private long sentBytes;

    ResponseWriter(Http1Exchange exchange) {
        this.exchange = exchange;
    }

    long bodyBytes() {
        return framing == null ? 0 : framing.bodyBytes();
    }

    /** Bytes passed to the connection: head, body and framing. */
    long sentBytes() {
        return sentBytes;
    }

    @Override
    public void pass(Link link, Brigade brigade) throws IOException {
        if (exchange.isEnded() || brigade.isEmpty()) {
            return;
        }
        HttpError error = errorIn(brigade);
        if (error != null) {
            exchange.fail(error);
            return;
        }
        try (Brigade out = new Brigade()) {
            BodyFraming frames = framing == null ? begin(brigade, out) : framing;
            framing = frames;
            boolean ended = frames.frame(brigade, out);
            if (ended && frames.missing() > 0) {
                throw new IOException("the answer has ended " + frames.missing() + " bytes before its Content-Length");
            }
            if (ended) {
                out.append(new Eos());
                out.append(new EndOfRequest(exchange::sent));
            }
            if (!out.isEmpty()) {
                sentBytes += out.length();
                link.next().pass(out);
            }
            if (ended) {
                exchange.completed(frames.surplus());
            }
        }
    }

    private static @Nullable HttpError errorIn(Brigade brigade) throws IOException {
        for (Bucket bucket : brigade) {
            if (bucket instanceof ErrorBucket failed) {
                return HttpError.of(
                        failed.status(), "The answer failed.", "a filter or handler passed an error bucket");
            }
            if (!BodyFraming.isBody(bucket)) {
                throw new IOException("no part of a body: " + bucket);
            }
        }
        return null;
    }

    private BodyFraming begin(Brigade brigade, Brigade out) throws IOException {
        Response response = exchange.response();
        Headers servers = new Headers();
        BodyFraming chosen = choose(response, brigade, servers);
        boolean keep = exchange.decideKeepAlive(chosen.kind() == BodyFraming.Kind.CLOSE);
        if (!keep) {
            servers.add("Connection", "close");
        } else if (exchange.request().version().equals(Version.HTTP_1_0)) {
            servers.add("Connection", "keep-alive");
        }
        response.sent();
        out.append(ResponseHeadWriter.write(response.status(), response.reason(), response.headers(), servers));
        return chosen;
    }

    private BodyFraming choose(Response response, Brigade first, Headers servers) throws IOException {
        if (response.status() == RESET_CONTENT) {
            servers.add("Content-Length", "0"); // RFC 9110 §15.3.6: no content, and the client must see that
            return BodyFraming.of(BodyFraming.Kind.NONE);
        }
        boolean promised = response.headers().contains("Content-Length") && !exchange.mayChangeLength();
        long length = promisedLength(response.headers());
        length = promised ? length : -1;
        boolean headOnly = exchange.request().method().equals("HEAD");
        if (length < 0 && first.hasEos()) {
            length = lengthToEos(first);
        }
        if (headOnly && length == 0 && !promised) {
            length = -1; // an application that saves itself the body of HEAD says nothing of GET's
        }
        boolean bodiless = response.status() == 204 || response.status() == 304;
        if (length >= 0 && !bodiless) {
            servers.add("Content-Length", Long.toString(length));
        }
        if (bodiless || headOnly) {
            return BodyFraming.of(BodyFraming.Kind.NONE);
        }
        if (length >= 0) {
            return BodyFraming.length(length);
        }
        if (exchange.request().version().equals(Version.HTTP_1_0)) {
            return BodyFraming.of(BodyFraming.Kind.CLOSE);
        }
        servers.add("Transfer-Encoding", "chunked");
        return BodyFraming.of(BodyFraming.Kind.CHUNKED);
    }

    private static long lengthToEos(Brigade brigade) {
        long length = 0;
        for (Bucket bucket : brigade) {
            if (bucket instanceof Eos) {
                break;
            }
            length += bucket.length();
        }
        return length;
    }

    /** What the handler has promised, or -1. */
    private static long promisedLength(Headers headers) throws IOException {
        String promised = headers.first("Content-Length");
        if (promised == null) {
            return -1;
        }
        boolean digits = !promised.isEmpty()
                && promised.length() <= 18
                && promised.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || headers.all("Content-Length").size() > 1) {
            throw new IOException("a handler has set no usable Content-Length: " + headers.all("Content-Length"));
        }
        return Long.parseLong(promised);
    }

    @Override
    public boolean nonBlocking() {
        return true;
    }

    /** Of the body, which is what is promised. */
    @Override
    public boolean keepsLength() {
        return true;
    }
}
