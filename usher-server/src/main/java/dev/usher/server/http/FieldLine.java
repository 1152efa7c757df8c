package dev.usher.server.http;

/**
 * One field line, {@code name ":" OWS value OWS}, read as strictly as RFC 9112 §5 asks of a server: no folding, no
 * blank before the colon.
 */
final class FieldLine {
    private FieldLine() {}

    /**
     * The field in that line.
     *
     * @param line not empty, without its end
     * @param status of the error: 400 where a client wrote it, 502 where an application did
     */
    static Headers.Field parse(String line, int status) throws HttpError {
        if (Grammar.isBlank(line.charAt(0))) {
            throw error(status, "a folded header line (obs-fold, RFC 9112 §5.2): ", line);
        }
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw error(status, "a header line without a colon: ", line);
        }
        String name = line.substring(0, colon);
        if (!Grammar.isToken(name)) {
            throw error(status, nameFault(name), line);
        }
        String value = Grammar.trimBlanks(line.substring(colon + 1));
        int bad = Headers.firstBadChar(name, value);
        if (bad >= 0) {
            String character = Quoted.character(value.charAt(bad));
            throw error(status, "header " + name + " has the control character " + character + " in its value: ", line);
        }
        return new Headers.Field(name, value);
    }

    private static String nameFault(String name) {
        if (name.isEmpty()) {
            return "a header line with an empty name: ";
        }
        boolean blankAtEnd = Grammar.isBlank(name.charAt(name.length() - 1));
        return blankAtEnd
                ? "white space between a header's name and its colon: "
                : "a header's name that is no token: ";
    }

    private static HttpError error(int status, String what, String line) {
        String reason = status == 400 ? "A header line is malformed." : "The application's answer is malformed.";
        return HttpError.of(status, reason, what + Quoted.text(line));
    }
}
