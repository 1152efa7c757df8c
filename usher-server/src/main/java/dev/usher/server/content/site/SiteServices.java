package dev.usher.server.content.site;

import dev.usher.config.Configuration;
import dev.usher.config.Values;
import dev.usher.server.content.Workers;
import dev.usher.server.content.fastcgi.BackendAddress;
import dev.usher.server.content.fastcgi.FastCgi;
import dev.usher.server.content.java.JavaContent;
import dev.usher.server.content.status.DoorStatus;
import dev.usher.server.content.status.StatusContent;
import dev.usher.server.handler.HandlerLibrary;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HttpLimits;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What all sites of a server share. Safe for all threads.
 *
 * <p>The rooms above content bring their own settings: how limits are read from a place's values, and which output filters
 * a request there gets (the handoff).
 */
public final class SiteServices {
    private final Function<Values, HttpLimits> limits;
    private final BiConsumer<Values, Exchange> inputFilters;
    private final BiConsumer<Values, Exchange> filters;
    private final Map<BackendAddress, FastCgi> applications = new ConcurrentHashMap<>();
    private final JavaHandlers javaHandlers = new JavaHandlers();
    private final Supplier<DoorStatus> status;

    /**
     * Takes what is to be shared.
     *
     * @param limits reads a place's limits; called once for each combination of sections
     * @param filters adds a request's output filters before its handler runs; called on the connection's driver
     */
    public SiteServices(Function<Values, HttpLimits> limits, BiConsumer<Values, Exchange> filters) {
        this(limits, (_, _) -> {}, filters, () -> {
            throw new IllegalStateException("this server counts nothing");
        });
    }

    /**
     * Takes what is to be shared.
     *
     * @param inputFilters adds a request's input filters before its body is read; called on the connection's driver
     * @param status the server's figures; called on any loop, for each page of them
     */
    public SiteServices(
            Function<Values, HttpLimits> limits,
            BiConsumer<Values, Exchange> inputFilters,
            BiConsumer<Values, Exchange> filters,
            Supplier<DoorStatus> status) {
        this.limits = limits;
        this.inputFilters = inputFilters;
        this.filters = filters;
        this.status = status;
    }

    HttpLimits limits(Values settings) {
        return limits.apply(settings);
    }

    void addInputFilters(Values settings, Exchange exchange) {
        inputFilters.accept(settings, exchange);
    }

    void addFilters(Values settings, Exchange exchange) {
        filters.accept(settings, exchange);
    }

    /** The one handler for that application. */
    FastCgi application(BackendAddress backend) {
        return applications.computeIfAbsent(backend, FastCgi::new);
    }

    ContentHandler figures(boolean forPeople) {
        return forPeople ? StatusContent.page(status) : StatusContent.metrics(status);
    }

    /** What each application is doing now, by kind and name. */
    public List<Workers.Account> accounts() {
        return Stream.concat(applications.values().stream().map(FastCgi::account), javaHandlers.accounts().stream())
                .sorted(Comparator.comparing(Workers.Account::kind).thenComparing(Workers.Account::name))
                .toList();
    }

    /** The handler of that line of the configuration, with the permits of its place. */
    JavaContent javaHandler(HandlerChoice.Java line, Values values) {
        return javaHandlers.at(line, values);
    }

    /**
     * Makes every Java handler that the configuration names, so that none fails at its first request.
     *
     * @throws IOException naming file and line, the class, and what was looked for
     */
    public void makeHandlers(Configuration configuration, HandlerLibrary library) throws IOException {
        javaHandlers.make(configuration.main(), library);
    }
}
