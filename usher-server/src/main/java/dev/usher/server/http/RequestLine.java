package dev.usher.server.http;

import java.util.Set;

/**
 * {@code method SP request-target SP HTTP-version} (RFC 9112 §3), with exactly one space between and none around.
 *
 * @param method one of the registered methods, exactly as sent
 * @param target parsed
 * @param version HTTP/1.0 or HTTP/1.1
 */
record RequestLine(String method, RequestTarget target, Version version) {
    /**
     * IANA's registry of methods, less PRI, and PURGE, which caches know. An unknown one is answered 501 (RFC 9110
     * §9.1) and closes: so {@code GETX} and {@code get} can never be taken for GET by whoever stands behind us.
     */
    private static final Set<String> METHODS = Set.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "OPTIONS",
            "PATCH",
            "TRACE",
            "CONNECT",
            "QUERY",
            "ACL",
            "BASELINE-CONTROL",
            "BIND",
            "CHECKIN",
            "CHECKOUT",
            "COPY",
            "LABEL",
            "LINK",
            "LOCK",
            "MERGE",
            "MKACTIVITY",
            "MKCALENDAR",
            "MKCOL",
            "MKREDIRECTREF",
            "MKWORKSPACE",
            "MOVE",
            "ORDERPATCH",
            "PROPFIND",
            "PROPPATCH",
            "PURGE",
            "REBIND",
            "REPORT",
            "SEARCH",
            "UNBIND",
            "UNCHECKOUT",
            "UNLINK",
            "UNLOCK",
            "UPDATE",
            "UPDATEREDIRECTREF",
            "VERSION-CONTROL");

    /**
     * Parses a request line.
     *
     * @throws HttpError 400 malformed (HTTP/0.9 has no version and is that too), 505 another version, 501 an unknown
     *     method, and those of {@link RequestTarget#parse}
     */
    static RequestLine parse(String line) throws HttpError {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first < 0 || second < 0 || line.indexOf(' ', second + 1) >= 0) {
            throw malformed("is not METHOD TARGET VERSION with one space between", line);
        }
        String method = line.substring(0, first);
        if (!Grammar.isToken(method)) {
            throw malformed("has a method that is no token", line);
        }
        Version version = version(line.substring(second + 1), line);
        if (!METHODS.contains(method)) {
            throw HttpError.of(
                    501,
                    "This method is not known here.",
                    "method " + Quoted.text(method) + " is not in IANA's registry (RFC 9110 §9.1)");
        }
        return new RequestLine(method, RequestTarget.parse(method, line.substring(first + 1, second)), version);
    }

    /** {@code HTTP/} one digit, dot, one digit: longer numbers are malformed, other numbers not supported. */
    private static Version version(String text, String line) throws HttpError {
        boolean wellFormed = text.length() == 8
                && text.startsWith("HTTP/")
                && Grammar.isDigit(text.charAt(5))
                && text.charAt(6) == '.'
                && Grammar.isDigit(text.charAt(7));
        if (!wellFormed) {
            throw malformed("has a malformed version", line);
        }
        return switch (text) {
            case "HTTP/1.1" -> Version.HTTP_1_1;
            case "HTTP/1.0" -> Version.HTTP_1_0;
            default ->
                throw HttpError.of(
                        505,
                        "This version of HTTP is not spoken here.",
                        "version " + text + " in text; HTTP/1.0 and HTTP/1.1 are served");
        };
    }

    private static HttpError malformed(String fault, String line) {
        return HttpError.badRequest(
                "The request line is malformed.", "the request line " + fault + ": " + Quoted.text(line));
    }
}
