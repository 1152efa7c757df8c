package dev.usher.server.http;

import java.nio.charset.StandardCharsets;

/**
 * The page a client sees of an {@link HttpError}: the status, a sentence, and the id under which the log has the rest.
 */
final class ErrorPage {
    private ErrorPage() {}

    /** The page, UTF-8. Nothing of the request is in it. */
    static byte[] html(HttpError error, String requestId) {
        String title = error.status() + " " + Reasons.of(error.status());
        return ("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>" + title
                        + "</title></head>\n<body>\n<h1>" + title + "</h1>\n<p>" + escape(error.reason())
                        + "</p>\n<p>Request " + requestId + "</p>\n</body>\n</html>\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The headers that go with the page. */
    static Headers headers(HttpError error) {
        Headers headers = new Headers();
        headers.add("Content-Type", "text/html; charset=utf-8");
        error.retryAfterSeconds().ifPresent(seconds -> headers.add("Retry-After", Integer.toString(seconds)));
        if (error.status() == 405) {
            headers.add("Allow", "GET, HEAD, POST, OPTIONS");
        }
        return headers;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
