package dev.usher.server.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's head, complete and checked: nothing in it is left to be doubted. Made by {@link HeadParser}. The headers
 * are not to be changed.
 */
public final class RequestHead {
    private final String method;
    private final RequestTarget target;
    private final Version version;
    private final Headers headers;
    private final @Nullable String host;
    private final Framing framing;
    private final boolean keepAlive;
    private final boolean expectContinue;

    /**
     * Checks the head as a whole: body length (RFC 9112 §6.3), Host (§3.2), Connection (RFC 9110 §7.6.1), Expect
     * (§10.1.1).
     *
     * @param method a token
     * @param target parsed for this method
     * @param version HTTP/1.0 or HTTP/1.1
     * @param headers kept, not copied
     * @throws HttpError 400, 501 (transfer coding), 417 (expectation)
     */
    public RequestHead(String method, RequestTarget target, Version version, Headers headers) throws HttpError {
        this.method = method;
        this.target = target;
        this.version = version;
        this.headers = headers;
        this.framing = RequestFraming.of(version, headers);
        this.host = host(target, version, headers);
        this.keepAlive = keepAlive(version, headers);
        this.expectContinue = expectContinue(version, headers) && framing.hasBody();
    }

    private static @Nullable String host(RequestTarget target, Version version, Headers headers) throws HttpError {
        List<String> hosts = headers.all("Host");
        Authority named = target.parsedAuthority();
        if (hosts.size() > 1) {
            throw hostError(hosts.size() + " Host headers; one is allowed");
        }
        if (hosts.isEmpty()) {
            if (version.equals(Version.HTTP_1_1)) {
                throw hostError("HTTP/1.1 without Host");
            }
            return named == null ? null : named.host();
        }
        Authority host = Authority.parse(hosts.getFirst(), "Host");
        if (named != null && !named.isSame(host, target.defaultPort())) {
            throw hostError(
                    "Host " + Quoted.text(hosts.getFirst()) + " differs from the target " + Quoted.text(target.raw()));
        }
        return host.host();
    }

    private static HttpError hostError(String detail) {
        return HttpError.badRequest("The request must name one host.", detail + " (RFC 9112 §3.2)");
    }

    private static boolean keepAlive(Version version, Headers headers) throws HttpError {
        boolean keepAlive = version.equals(Version.HTTP_1_1);
        boolean close = false;
        for (String option : headers.elements("Connection")) {
            if (!Grammar.isToken(option)) {
                throw HttpError.badRequest(
                        "Connection is malformed.",
                        "Connection has an option that is no token: " + Quoted.text(option));
            }
            keepAlive |= Grammar.sameIgnoringCase(option, "keep-alive");
            close |= Grammar.sameIgnoringCase(option, "close");
        }
        return keepAlive && !close;
    }

    /** HTTP/1.0 knows no 100, so its expectation of one is ignored; any other expectation is refused in both. */
    private static boolean expectContinue(Version version, Headers headers) throws HttpError {
        boolean expected = false;
        for (String value : headers.all("Expect")) {
            if (!Grammar.sameIgnoringCase(value, "100-continue")) {
                throw HttpError.of(
                        417,
                        "This expectation is not known here.",
                        "Expect " + Quoted.text(value) + "; only 100-continue is known");
            }
            expected = version.equals(Version.HTTP_1_1);
        }
        return expected;
    }

    /** One of the registered methods, exactly as sent. */
    public String method() {
        return method;
    }

    /** The request target. */
    public RequestTarget target() {
        return target;
    }

    /** HTTP/1.0 or HTTP/1.1. */
    public Version version() {
        return version;
    }

    /** The fields as they came. An application gets {@link ForwardedHeaders#ofRequest} of them. */
    public Headers headers() {
        return headers;
    }

    /** The host asked for: validated, lower case, no port, no final dot; null for HTTP/1.0 without one. */
    public @Nullable String host() {
        return host;
    }

    /** Where the body ends; never {@link Framing.UntilClose}. */
    public Framing framing() {
        return framing;
    }

    /**
     * True if the client lets the connection live on after the answer: 1.1 unless it says close, 1.0 only if it says
     * keep-alive.
     */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** True if the client waits for 100 before it sends a body that is not empty. */
    public boolean expectContinue() {
        return expectContinue;
    }

    /** Method, raw target and version, escaped for a log. */
    @Override
    public String toString() {
        return Quoted.text(method + " " + target.raw() + " " + version);
    }
}
