package dev.usher.server.content.fastcgi;

import dev.usher.server.connection.Outcome;
import dev.usher.server.content.MappedFile;
import dev.usher.server.content.Workers;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HandlerKind;
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
    private final Workers workers;

    /** A handler for the application that listens there. */
    public FastCgi(BackendAddress backend) {
        this.connector = new Connector(backend);
        this.workers = new Workers(HandlerKind.FASTCGI, backend.toString(), 0);
    }

    /** What it is doing now. How many workers an application has it does not say, nor who waits in its socket's queue. */
    public Workers.Account account() {
        return workers.account(0);
    }

    @Override
    public HandlerKind kind() {
        return HandlerKind.FASTCGI;
    }

    @Override
    public Outcome handle(Exchange exchange) throws HttpError {
        Duration silence = MappedFile.of(exchange)
                .place()
                .settings()
                .find(FastCgiSettings.PROXY_TIMEOUT)
                .orElse(exchange.resource().limits().timeout());
        new ApplicationCall(exchange, connector, workers, silence.toNanos()).start();
        return Outcome.SUSPENDED;
    }
}
