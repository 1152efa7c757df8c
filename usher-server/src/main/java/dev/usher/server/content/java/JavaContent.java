package dev.usher.server.content.java;

import dev.usher.server.connection.Outcome;
import dev.usher.server.content.MappedFile;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import java.time.Duration;

/** Answers through one {@link JavaHandler}, with the permits of its place. Safe for all loops. */
public final class JavaContent implements ContentHandler {
    private final HandlerName name;
    private final JavaHandler handler;
    private final Permits permits;

    /**
     * A place's handler.
     *
     * @param permits how many requests run at a time; 0 for any number
     */
    public JavaContent(HandlerName name, JavaHandler handler, int permits) {
        this.name = name;
        this.handler = handler;
        this.permits = new Permits(permits);
    }

    @Override
    public Outcome handle(Exchange exchange) {
        Duration silence = MappedFile.of(exchange)
                .place()
                .settings()
                .find(JavaSettings.HANDLER_TIMEOUT)
                .orElse(exchange.resource().limits().timeout());
        new JavaCall(exchange, this, silence.toNanos()).begin();
        return Outcome.SUSPENDED;
    }

    HandlerName name() {
        return name;
    }

    JavaHandler handler() {
        return handler;
    }

    Permits permits() {
        return permits;
    }

    @Override
    public String toString() {
        return "java:" + name;
    }
}
