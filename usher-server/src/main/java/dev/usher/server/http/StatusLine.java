package dev.usher.server.http;

/**
 * What an answer says of itself first.
 *
 * @param version the sender's; HTTP/1.1 for an application
 * @param status 100 to 599
 * @param reason printable, the standard phrase where the sender gave none
 */
record StatusLine(Version version, int status, String reason) {
    /** That status with its standard phrase, as HTTP/1.1. */
    static StatusLine standard(int status) {
        return new StatusLine(Version.HTTP_1_1, status, Reasons.of(status));
    }

    /** {@code HTTP/1.1 200 OK} (RFC 9112 §4); the reason and its space may be missing. */
    static StatusLine http(String line) throws HttpError {
        boolean spoken = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
        if (!spoken) {
            throw error("not a status line of HTTP/1.1 or HTTP/1.0", line);
        }
        Version version = line.charAt(7) == '1' ? Version.HTTP_1_1 : Version.HTTP_1_0;
        return parse(version, line.substring(9), 100);
    }

    /**
     * The value of an application's {@code Status}: {@code 404 Not Found} or {@code 404}; 1xx is not an application's
     * to send.
     */
    static StatusLine cgi(String value) throws HttpError {
        return parse(Version.HTTP_1_1, value, 200);
    }

    private static StatusLine parse(Version version, String text, int least) throws HttpError {
        String code = text.length() < 3 ? "" : text.substring(0, 3);
        boolean shaped = Grammar.isDigits(code) && (text.length() == 3 || text.charAt(3) == ' ');
        int status = shaped ? Integer.parseInt(code) : -1;
        if (status < least || status > 599) {
            throw error("a status that is not " + least + " to 599", text);
        }
        String reason = Grammar.trimBlanks(text.substring(3));
        if (reason.chars().anyMatch(Grammar::isForbiddenControl)) {
            throw error("a control character in the reason phrase", text);
        }
        return new StatusLine(version, status, reason.isEmpty() ? Reasons.of(status) : reason);
    }

    private static HttpError error(String fault, String text) {
        return HttpError.of(
                502,
                "The application's answer is malformed.",
                "the upstream's head has " + fault + ": " + Quoted.text(text));
    }
}
