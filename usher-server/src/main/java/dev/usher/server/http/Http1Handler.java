package dev.usher.server.http;

import dev.usher.server.connection.Connection;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.ProcessConnectionHandler;

/** HTTP/1.1 and 1.0 as the last process-connection handler: it takes every connection that no other has taken. */
public final class Http1Handler implements ProcessConnectionHandler {
    /** What a client is told by a server that has no descriptor left for it. */
    public static final String OVERLOADED =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private final SiteSelector sites;
    private final AccessLog accessLog;
    private final RequestIds ids;

    /** Serves the sites of one listening address. */
    public Http1Handler(SiteSelector sites, AccessLog accessLog, RequestIds ids) {
        this.sites = sites;
        this.accessLog = accessLog;
        this.ids = ids;
    }

    @Override
    public Outcome handle(Connection connection) {
        connection.become(new Http1(connection, sites, accessLog, ids));
        return Outcome.SUSPENDED;
    }

    @Override
    public boolean nonBlocking() {
        return true;
    }
}
