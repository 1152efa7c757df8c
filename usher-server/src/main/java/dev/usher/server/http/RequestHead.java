package dev.usher.server.http;

import org.jspecify.annotations.Nullable;

/** A request's head, complete and checked: nothing in it is left to be doubted. Made by {@link HeadParser}. */
public final class RequestHead {
    private final String method;
    private final RequestTarget target;
    private final Version version;
    private final Headers headers;
    private final @Nullable String host = null;
    private final Framing framing = new Framing.None();
    private final boolean keepAlive = true;
    private final boolean expectContinue = false;

    /** Checks the head as a whole: Host, body length, Connection, Expect. */
    public RequestHead(String method, RequestTarget target, Version version, Headers headers) throws HttpError {
        this.method = method;
        this.target = target;
        this.version = version;
        this.headers = headers;
    }

    /** A token, exactly as sent. */
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

    /** The fields as they came. */
    public Headers headers() {
        return headers;
    }

    /** The host asked for: validated, lower case, no port, no final dot; null for HTTP/1.0 without Host. */
    public @Nullable String host() {
        return host;
    }

    /** Where the body ends; never {@link Framing.UntilClose}. */
    public Framing framing() {
        return framing;
    }

    /** True if the client lets the connection live on after the answer. */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** True if the client waits for 100 before it sends a body that is not empty. */
    public boolean expectContinue() {
        return expectContinue;
    }
}
