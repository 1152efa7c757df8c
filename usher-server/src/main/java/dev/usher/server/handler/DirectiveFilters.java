package dev.usher.server.handler;

import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.server.connection.Connection;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Output;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.filter.FilterInit;
import dev.usher.server.filter.FilterScope;
import dev.usher.server.filter.StreamFilters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters that {@code InputFilterHandler} and {@code OutputFilterHandler} name. Which of them are a connection's and which a
 * request's their annotations say; a directive of a virtual host may name both, one of a place only a request's: a connection
 * begins before anybody knows which place it will ask for.
 *
 * <p>Safe for all threads; what adds filters is for the connection's driver.
 */
public final class DirectiveFilters {
    private static final Logger LOG = LoggerFactory.getLogger("handler");
    private static final String NOTE = DirectiveFilters.class.getName();
    private static final int PLACES_MAX = 1024;

    private final HandlerLibrary library;
    private final Map<Values, Named> places = new ConcurrentHashMap<>();
    private final Map<HandlerName, Boolean> misplaced = new ConcurrentHashMap<>();

    /** Filters of a server's handlers. */
    public DirectiveFilters(HandlerLibrary library) {
        this.library = library;
    }

    /** What the directives in force name, in their order. */
    record Named(List<Bound<InputFilter>> input, List<Bound<OutputFilter>> output) {
        static Named of(Values settings, HandlerLibrary library) {
            HandlerRules rules = HandlerRules.of(settings);
            return new Named(
                    bind(settings, HandlerSettings.INPUT_FILTER, InputFilter.class, library, rules),
                    bind(settings, HandlerSettings.OUTPUT_FILTER, OutputFilter.class, library, rules));
        }

        private static <T> List<Bound<T>> bind(
                Values settings,
                Setting<List<HandlerName>> directive,
                Class<T> style,
                HandlerLibrary library,
                HandlerRules rules) {
            Stream<HandlerName> names = settings.find(directive).stream().flatMap(List::stream);
            return names.map(name -> library.bind(name, style, rules)).toList();
        }

        boolean isEmpty() {
            return input.isEmpty() && output.isEmpty();
        }

        List<Bound<?>> all() {
            return Stream.<Bound<?>>concat(input.stream(), output.stream()).toList();
        }

        /** Adds those that belong to connections, and leaves a note of it. */
        void addTo(Connection connection) throws IOException {
            connection.notes().set(NOTE, all().stream().map(Bound::name).toList());
            for (Bound<InputFilter> one : input) {
                if (scope(one, connection) == FilterScope.CONNECTION) {
                    add(one, connection, filter -> connection.in().add(FilterType.CONNECTION, filter));
                }
            }
            for (Bound<OutputFilter> one : output) {
                if (scope(one, connection) == FilterScope.CONNECTION) {
                    add(one, connection, filter -> connection.out().add(FilterType.CONNECTION, filter));
                }
            }
        }
    }

    /**
     * Adds the input filters of a request.
     *
     * @param place the settings in force for it; the same object for the same place, since they are read once
     * @throws IOException where one is not found, does not compile, or its init handler fails
     */
    public void addInput(Values place, Connection connection, Input in) throws IOException {
        for (Bound<InputFilter> one : named(place).input()) {
            if (isForRequests(one, connection)) {
                add(one, connection, filter -> in.add(FilterType.RESOURCE, filter));
            }
        }
    }

    /** Adds the output filters of a request; else as {@link #addInput}. */
    public void addOutput(Values place, Connection connection, Output out) throws IOException {
        for (Bound<OutputFilter> one : named(place).output()) {
            if (isForRequests(one, connection)) {
                add(one, connection, filter -> out.add(FilterType.RESOURCE, filter));
            }
        }
    }

    private Named named(Values place) {
        Named known = places.get(place);
        if (known != null) {
            return known;
        }
        Named read = Named.of(place, library);
        if (places.size() < PLACES_MAX) {
            places.put(place, read);
        }
        return read;
    }

    /** A connection's filter at the host is where it belongs already; at a place it is skipped, and said once. */
    private boolean isForRequests(Bound<?> one, Connection connection) throws IOException {
        if (scope(one, connection) == FilterScope.REQUEST) {
            return true;
        }
        List<?> added = connection.notes().get(NOTE, List.class);
        if ((added == null || !added.contains(one.name())) && misplaced.putIfAbsent(one.name(), true) == null) {
            LOG.error(
                    "{} is a filter of connections (@FilterConnectionHandler) and is skipped: its connection began before"
                            + " anybody knew of this place or host name; name it in the virtual host that is the first"
                            + " at its address",
                    one.name());
        }
        return false;
    }

    private static FilterScope scope(Bound<?> one, Connection connection) throws IOException {
        try {
            return FilterScope.of(one.element(connection));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** An error names the directive's filter, whoever of those that take part has failed. */
    private static <T> void add(Bound<T> one, Connection connection, Function<T, Link> place) throws IOException {
        T filter = one.on(connection); // its errors have the name already
        try {
            init(one, connection, place.apply(filter));
        } catch (HandlerException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            Throwable why = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
            throw new IOException(one + " could not be added: " + why.getMessage(), why);
        }
    }

    /** Its name for logs; then the init handler that a method names; one of a class runs by itself. */
    private static void init(Bound<?> one, Connection connection, Link link) throws IOException {
        link.called(one.toString());
        AnnotatedElement element = one.element(connection);
        if (!(element instanceof Method method)) {
            return;
        }
        boolean isReady = false;
        try {
            FilterInit init = FilterInit.of(one.object(connection), method);
            if (init != null) {
                StreamFilters.init(link, init);
            }
            isReady = true;
        } finally {
            if (!isReady) {
                link.remove();
            }
        }
    }
}
