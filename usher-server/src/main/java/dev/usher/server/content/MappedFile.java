package dev.usher.server.content;

import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HttpLimits;
import dev.usher.server.http.Resource;
import java.util.function.Consumer;

/**
 * A request's path, led to a file and to who answers for it. Immutable.
 *
 * @param place what the configuration says there
 * @param target the file
 * @param inputFilters adds the input filters of a request here
 * @param filters adds its output filters
 */
public record MappedFile(Place place, Target target, Consumer<Exchange> inputFilters, Consumer<Exchange> filters)
        implements Resource {
    @Override
    public ContentHandler handler() {
        return place.handler();
    }

    @Override
    public HttpLimits limits() {
        return place.limits();
    }

    @Override
    public void addInputFilters(Exchange exchange) {
        inputFilters.accept(exchange);
    }

    @Override
    public void addFilters(Exchange exchange) {
        filters.accept(exchange);
    }

    /**
     * The mapping of a request that was led to a file.
     *
     * @throws IllegalStateException where its resource is of another kind
     */
    public static MappedFile of(Exchange exchange) {
        if (exchange.resource() instanceof MappedFile mapped) {
            return mapped;
        }
        throw new IllegalStateException("a handler of files was given " + exchange.resource());
    }
}
