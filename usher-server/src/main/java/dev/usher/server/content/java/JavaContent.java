package dev.usher.server.content.java;

import dev.usher.server.connection.Outcome;
import dev.usher.server.content.MappedFile;
import dev.usher.server.content.Workers;
import dev.usher.server.handler.HandlerName;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HandlerKind;
import java.time.Duration;

/** Answers through one {@link JavaHandler}, with the permits of its place. Safe for all loops. */
public final class JavaContent implements ContentHandler {
    private final HandlerName name;
    private final JavaHandler handler;
    private final Permits permits;
    private final Workers workers;
    private final Refusals refusals = new Refusals();

    /**
     * A place's handler.
     *
     * @param label the handler's name among all of a server
     * @param permits how many requests run at a time; 0 for any number
     */
    public JavaContent(HandlerName name, JavaHandler handler, String label, int permits) {
        this.name = name;
        this.workers = new Workers(HandlerKind.JAVA, label, permits);
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

    @Override
    public HandlerKind kind() {
        return HandlerKind.JAVA;
    }

    /** What it is doing now. */
    public Workers.Account account() {
        return workers.account(permits.waiting());
    }

    Workers workers() {
        return workers;
    }

    JavaHandler handler() {
        return handler;
    }

    Refusals refusals() {
        return refusals;
    }

    Permits permits() {
        return permits;
    }

    @Override
    public String toString() {
        return "java:" + name;
    }
}
