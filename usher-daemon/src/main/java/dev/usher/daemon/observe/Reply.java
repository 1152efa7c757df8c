package dev.usher.daemon.observe;

import dev.usher.daemon.backend.Utf8Text;
import java.util.Map;

/**
 * An answer of the admin port.
 *
 * @param status of HTTP
 * @param contentType with its charset
 * @param fields header fields of this answer alone
 */
record Reply(int status, String contentType, Map<String, String> fields, String body) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    static Reply text(int status, String line) {
        return new Reply(status, PLAIN, Map.of(), line + "\n");
    }

    static Reply json(String body) {
        return new Reply(200, "application/json", Map.of(), body + "\n");
    }

    byte[] bytes() {
        return Utf8Text.of(body);
    }
}
