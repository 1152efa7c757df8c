package dev.usher.bench.llm;

import java.util.Map;

/**
 * A request as it arrived.
 *
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
 * @param method as written
 * @param path with its query
 * @param headers by their names in small letters, without HTTP/2's pseudo-headers; of several with one name the last
 * @param body read as UTF-8
 */
public record LlmRequest(String protocol, String method, String path, Map<String, String> headers, String body) {
    /** Keeps the headers as they are now. */
    public LlmRequest {
        headers = Map.copyOf(headers);
    }

    /** The value of a header; empty where it is not there. */
    public String header(String nameInSmallLetters) {
        return headers.getOrDefault(nameInSmallLetters, "");
    }
}
