package dev.usher.server.http;

import dev.usher.server.connection.Connection;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.ProcessConnectionHandler;
import java.util.List;
import java.util.function.Consumer;

/** HTTP/1.1 and 1.0 as the last process-connection handler: it takes every connection that no other has taken. */
public final class Http1Handler implements ProcessConnectionHandler {
    private final SiteSelector sites;
    private final AccessLog accessLog;
    private final List<Consumer<Exchange>> filterInserters;
    private final RequestIds ids = new RequestIds();

    /**
     * Serves the sites of one listening address.
     *
     * @param filterInserters each is given every exchange before its handler runs, to add output filters
     */
    public Http1Handler(SiteSelector sites, AccessLog accessLog, List<Consumer<Exchange>> filterInserters) {
        this.sites = sites;
        this.accessLog = accessLog;
        this.filterInserters = List.copyOf(filterInserters);
    }

    @Override
    public Outcome handle(Connection connection) {
        connection.become(new Http1(connection, this));
        return Outcome.SUSPENDED;
    }

    SiteSelector sites() {
        return sites;
    }

    AccessLog accessLog() {
        return accessLog;
    }

    String nextId() {
        return ids.next();
    }

    void insertFilters(Exchange exchange) {
        filterInserters.forEach(inserter -> inserter.accept(exchange));
    }
}
