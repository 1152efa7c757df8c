package dev.usher.daemon.upstream;

import java.util.List;

/**
 * One request. {@code Host}, {@code Content-Length} and what the connection needs are added by who sends it.
 *
 * @param method such as {@code POST}
 * @param path with its query, beginning with a slash; behind the path of the {@link UpstreamTarget}
 * @param headers in this order
 * @param body sent whole; not changed by anybody afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests, and a copy would cost what the body does
public record UpstreamRequest(String method, String path, List<Header> headers, byte[] body) {
    /** Keeps a copy of the list. */
    public UpstreamRequest {
        headers = List.copyOf(headers);
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
            throw new IllegalArgumentException("no path of a request: it has " + path.length() + " characters");
        }
    }

    /** Sizes only: bodies are private. */
    @Override
    public String toString() {
        return method + " " + path + ", " + body.length + " bytes";
    }
}
