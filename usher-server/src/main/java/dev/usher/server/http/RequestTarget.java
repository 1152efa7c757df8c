package dev.usher.server.http;

import org.jspecify.annotations.Nullable;

/**
 * The request target (RFC 9112 §3.2) and what it names. Immutable.
 *
 * <p>Every byte of it is visible ASCII other than {@code #}; a backslash is refused in the path and kept in the query.
 * A path that begins with two slashes is refused, since it reads as a host where it is written into a Location; further
 * slashes in a row are merged.
 */
public final class RequestTarget {
    /** The four forms of RFC 9112 §3.2. */
    public enum Form {
        /** {@code /path?query}. */
        ORIGIN,
        /** {@code http://host/path?query}, answered as its origin form. */
        ABSOLUTE,
        /** {@code host:port}, for CONNECT only, which is refused: no object with this form is ever made. */
        AUTHORITY,
        /** {@code *}, for OPTIONS only. */
        ASTERISK
    }

    private final String raw;
    private final Form form;
    private final String requestUri;
    private final String path;
    private final @Nullable Authority authority;

    private RequestTarget(String raw, Form form, String requestUri, @Nullable Authority authority) throws HttpError {
        this.raw = raw;
        this.form = form;
        this.requestUri = requestUri;
        this.authority = authority;
        this.path = form == Form.ASTERISK ? "*" : path(requestUri);
    }

    /**
     * Parses a target.
     *
     * @param method decides which forms are allowed
     * @param raw ISO-8859-1
     * @throws HttpError 400 malformed or a form this method cannot have, 404 an encoded slash, 501 CONNECT (this server
     *     is no tunnel)
     */
    public static RequestTarget parse(String method, String raw) throws HttpError {
        checkBytes(raw);
        if (method.equals("CONNECT")) {
            throw connectRefused(raw);
        }
        if (raw.equals("*") && method.equals("OPTIONS")) {
            return new RequestTarget(raw, Form.ASTERISK, raw, null);
        }
        return raw.startsWith("/") ? new RequestTarget(raw, Form.ORIGIN, raw, null) : absolute(raw);
    }

    private static void checkBytes(String raw) throws HttpError {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw malformed("has the character " + Quoted.character(c), raw);
            }
        }
    }

    private static HttpError connectRefused(String raw) throws HttpError {
        if (Authority.parse(raw, "CONNECT's target").port() == Authority.NO_PORT) {
            return malformed("of CONNECT has no port", raw);
        }
        return HttpError.of(
                501, "CONNECT is not offered here.", "CONNECT " + Quoted.text(raw) + ": this server is no tunnel");
    }

    private static RequestTarget absolute(String raw) throws HttpError {
        int schemeEnd = raw.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : Grammar.lower(raw.substring(0, schemeEnd));
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw malformed("is no path, and no http or https URI", raw);
        }
        int from = schemeEnd + 3;
        int to = from;
        while (to < raw.length() && raw.charAt(to) != '/' && raw.charAt(to) != '?') {
            to++;
        }
        Authority authority = Authority.parse(raw.substring(from, to), "the target's authority");
        String rest = raw.substring(to);
        return new RequestTarget(raw, Form.ABSOLUTE, rest.startsWith("/") ? rest : "/" + rest, authority);
    }

    private static String path(String requestUri) throws HttpError {
        int question = requestUri.indexOf('?');
        String rawPath = question < 0 ? requestUri : requestUri.substring(0, question);
        if (rawPath.startsWith("//")) {
            throw malformed("begins with two slashes", requestUri);
        }
        if (rawPath.indexOf('\\') >= 0) {
            throw malformed("has a backslash in its path", requestUri);
        }
        return PathDecoder.decode(rawPath);
    }

    /** As it came, byte for byte. */
    public String raw() {
        return raw;
    }

    /** Which of the forms it is. */
    public Form form() {
        return form;
    }

    /** Raw path and query, not decoded, without scheme and host: what CGI calls REQUEST_URI and what is forwarded. */
    public String requestUri() {
        return requestUri;
    }

    /**
     * The path, percent-decoded once and normalised: begins with a slash, no empty and no dot segments, no NUL;
     * {@code *} in asterisk form. Its chars are the decoded bytes (ISO-8859-1), which are UTF-8 for most clients.
     */
    public String path() {
        return path;
    }

    /** What stands after the first question mark, raw; null where there is none, "" where nothing follows it. */
    public @Nullable String query() {
        int question = requestUri.indexOf('?');
        return question < 0 ? null : requestUri.substring(question + 1);
    }

    /** Host and port of an absolute target, in lower case; null in the other forms. */
    public @Nullable String authority() {
        if (authority == null) {
            return null;
        }
        return authority.port() == Authority.NO_PORT ? authority.host() : authority.host() + ":" + authority.port();
    }

    /** Of an absolute target, for the comparison with Host. */
    @Nullable
    Authority parsedAuthority() {
        return authority;
    }

    /** The port that an absolute target without one means. */
    int defaultPort() {
        return Grammar.startsWithIgnoringCase(raw, "https:") ? 443 : 80;
    }

    private static HttpError malformed(String fault, String raw) {
        return HttpError.badRequest(
                "The request target is malformed.", "the request target " + fault + ": " + Quoted.text(raw));
    }
}
