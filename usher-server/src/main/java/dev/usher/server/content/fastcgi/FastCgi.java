package dev.usher.server.content.fastcgi;

import dev.usher.server.connection.Outcome;
import dev.usher.server.content.MappedFile;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HttpError;
import java.time.Duration;

/**
 * Answers through an application behind FastCGI: one connection a request, opened when the whole request is there to be
 * written, closed at its end. So a slow client holds no worker, and a kept connection never blocks one (a php-fpm child with an
 * idle kept connection serves nobody else).
 *
 * <p>One object for each application and server; safe for all loops.
 */
public final class FastCgi implements ContentHandler {
    private final Connector connector;

    /** A handler for the application that listens there. */
    public FastCgi(BackendAddress backend) {
        this.connector = new Connector(backend);
    }

    @Override
    public Outcome handle(Exchange exchange) throws HttpError {
        Duration silence = MappedFile.of(exchange)
                .place()
                .settings()
                .find(FastCgiSettings.PROXY_TIMEOUT)
                .orElse(exchange.resource().limits().timeout());
        new ApplicationCall(exchange, connector, silence.toNanos()).start();
        return Outcome.SUSPENDED;
    }
}
