package dev.usher.server.http;

import org.jspecify.annotations.Nullable;

/**
 * The request target (RFC 9112 §3.2) and what it names. Immutable.
 */
public final class RequestTarget {
    /** The four forms of RFC 9112 §3.2. */
    public enum Form {
        /** {@code /path?query}. */
        ORIGIN,
        /** {@code http://host/path?query}. */
        ABSOLUTE,
        /** {@code host:port}, for CONNECT only. */
        AUTHORITY,
        /** {@code *}, for OPTIONS only. */
        ASTERISK
    }

    private final String raw;
    private final Form form;
    private final String path;
    private final @Nullable String query;
    private final @Nullable String authority;

    private RequestTarget(String raw, Form form, String path, @Nullable String query, @Nullable String authority) {
        this.raw = raw;
        this.form = form;
        this.path = path;
        this.query = query;
        this.authority = authority;
    }

    /** Parses a target. */
    public static RequestTarget parse(String method, String raw) throws HttpError {
        throw new UnsupportedOperationException();
    }

    /** As it came, byte for byte. */
    public String raw() {
        return raw;
    }

    /** Which of the four it is. */
    public Form form() {
        return form;
    }

    /** Decoded once and normalised; begins with a slash, or is {@code *} for OPTIONS. */
    public String path() {
        return path;
    }

    /** What stands after the first question mark, raw; null where there is none, "" where nothing follows it. */
    public @Nullable String query() {
        return query;
    }

    /** Host and port of an absolute target, raw; null in origin and asterisk form. */
    public @Nullable String authority() {
        return authority;
    }
}
