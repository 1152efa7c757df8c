package dev.usher.server.handler;

import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.server.connection.ClientSocket;
import dev.usher.server.connection.Connection;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.PreConnectionHandler;
import dev.usher.server.connection.ProcessConnectionHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What a virtual host's directives add to its phases, in their order: the look at changed sources, its pre-connection
 * handlers; then its connection filters, which no DONE of a pre-connection handler leaves out, and its protocols.
 *
 * @param pre to be run before the protocol
 * @param process to be asked before HTTP
 * @param requestsMayBlock whether some of its requests may meet a filter by directive that waits, or that is still to be found;
 *     from true it may change to false, and stays that. For all threads
 */
public record HostHandlers(
        List<PreConnectionHandler> pre, List<ProcessConnectionHandler> process, BooleanSupplier requestsMayBlock) {
    /** A host without a handler of its own. */
    public static final HostHandlers NONE = new HostHandlers(List.of(), List.of(), () -> false);

    /** Keeps copies. */
    public HostHandlers {
        pre = List.copyOf(pre);
        process = List.copyOf(process);
    }

    /**
     * Reads a host's settings; finds and compiles nothing.
     *
     * @param places the settings of each section whose requests may be the host's
     */
    public static HostHandlers of(Values host, HandlerLibrary library, List<Values> places) {
        HandlerRules rules = HandlerRules.of(host);
        Settings settings = new Settings(host, library, rules);
        Filters filters = new Filters(DirectiveFilters.Named.of(host, library));
        var before = settings.bind(HandlerSettings.PRE_CONNECTION, PreConnectionHandler.class);
        var protocols = settings.bind(HandlerSettings.PROCESS_CONNECTION, ProcessConnectionHandler.class);
        List<PreConnectionHandler> pre = new ArrayList<>();
        if (rules.reload()) {
            pre.add(new Renewal(
                    library,
                    names(List.of(
                            before,
                            protocols,
                            filters.named().input(),
                            filters.named().output()))));
        }
        before.forEach(one -> pre.add(new PreStep(one)));
        List<ProcessConnectionHandler> process = new ArrayList<>();
        if (!filters.named().isEmpty()) {
            process.add(filters);
        }
        protocols.forEach(one -> process.add(new ProcessStep(one)));
        return new HostHandlers(pre, process, requestsMayBlock(filters, places, library));
    }

    private static BooleanSupplier requestsMayBlock(Filters ofHost, List<Values> places, HandlerLibrary library) {
        Set<Bound<?>> all = new LinkedHashSet<>(ofHost.named().all());
        places.forEach(
                place -> all.addAll(DirectiveFilters.Named.of(place, library).all()));
        List<Bound<?>> once = List.copyOf(all);
        return () -> !once.stream().allMatch(Bound::isForLoops);
    }

    private static List<HandlerName> names(List<? extends List<? extends Bound<?>>> all) {
        return all.stream().flatMap(List::stream).<HandlerName>map(Bound::name).toList();
    }

    private record Settings(Values host, HandlerLibrary library, HandlerRules rules) {
        <T> List<Bound<T>> bind(Setting<List<HandlerName>> directive, Class<T> style) {
            Stream<HandlerName> names = host.find(directive).stream().flatMap(List::stream);
            return names.map(name -> library.bind(name, style, rules)).toList();
        }
    }

    /** Looks for changed sources, and keeps for the connection what each name of the host means from now on. */
    private record Renewal(HandlerLibrary library, List<HandlerName> names) implements PreConnectionHandler {
        @Override
        public Outcome handle(Connection connection, ClientSocket socket) {
            Pinned pinned = Pinned.of(connection);
            library.atOnce(() -> {
                library.refresh();
                names.forEach(name -> pinned.pin(name, library));
            });
            return Outcome.OK;
        }

        @Override
        public String toString() {
            return "Reload";
        }
    }

    private record PreStep(Bound<PreConnectionHandler> bound) implements PreConnectionHandler {
        @Override
        public Outcome handle(Connection connection, ClientSocket socket) throws Exception {
            return bound.on(connection).handle(connection, socket);
        }

        @Override
        public boolean nonBlocking() {
            return bound.isForLoops();
        }

        @Override
        public String toString() {
            return bound.toString();
        }
    }

    private record ProcessStep(Bound<ProcessConnectionHandler> bound) implements ProcessConnectionHandler {
        @Override
        public Outcome handle(Connection connection) throws Exception {
            return bound.on(connection).handle(connection);
        }

        @Override
        public boolean nonBlocking() {
            return bound.isForLoops();
        }

        @Override
        public String toString() {
            return bound.toString();
        }
    }

    /** Puts the host's connection filters in place; a protocol of none, it leaves the connection to the next. */
    private record Filters(DirectiveFilters.Named named) implements ProcessConnectionHandler {
        @Override
        public Outcome handle(Connection connection) throws IOException {
            named.addTo(connection);
            return Outcome.DECLINED;
        }

        @Override
        public boolean nonBlocking() {
            return named.all().stream().allMatch(Bound::isForLoops);
        }

        @Override
        public String toString() {
            return "InputFilterHandler and OutputFilterHandler";
        }
    }
}
