package dev.usher.server;

import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.config.Scope;
import dev.usher.config.Values;
import dev.usher.loop.Loops;
import dev.usher.loop.Transport;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.ListenAddress;
import dev.usher.server.connection.Listener;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.content.log.AccessLogs;
import dev.usher.server.content.log.LogReview;
import dev.usher.server.content.site.MappedSite;
import dev.usher.server.content.site.SiteReview;
import dev.usher.server.content.site.SiteServices;
import dev.usher.server.content.status.DoorCounts;
import dev.usher.server.content.status.DoorStatus;
import dev.usher.server.filter.StreamFilter;
import dev.usher.server.filter.StreamFilters;
import dev.usher.server.handler.DirectiveFilters;
import dev.usher.server.handler.Form;
import dev.usher.server.handler.HandlerLibrary;
import dev.usher.server.handler.HandlerReview;
import dev.usher.server.handler.HandlerSettings;
import dev.usher.server.handler.HostHandlers;
import dev.usher.server.handoff.HandoffSettings;
import dev.usher.server.handoff.Usher;
import dev.usher.server.http.AccessLog;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.Http1Handler;
import dev.usher.server.http.HttpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door: listeners, the virtual hosts behind them, and the loops their clients live on.
 *
 * <pre>
 *   open() ──► OPEN ── drain() ──► DRAINING ──► CLOSED
 *                └──────── close() ─────────────────┘
 * </pre>
 *
 * <p>Any thread but a loop's may call it.
 */
public final class Door implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final long DRAIN_LOOK_NANOS = 20_000_000;

    /** Ways to write a handler that are not the connection room's own. */
    private static final List<Form<?, ?>> FORMS = List.of(
            Form.of(InputFilter.class, StreamFilter.class, StreamFilters::input),
            Form.of(OutputFilter.class, StreamFilter.class, StreamFilters::output));

    private final Loops loops;
    private final AccessLogs logs;
    private final List<Listener> listeners;
    private final DoorCounts counts = new DoorCounts();
    private final SiteServices services;
    private final HandlerLibrary handlers;

    private Door(Loops loops, AccessLogs logs, List<Listener> listeners, HandlerLibrary handlers) {
        this.loops = loops;
        this.logs = logs;
        this.listeners = listeners;
        this.handlers = handlers;
        Usher usher = new Usher(new CountedHandoffs(counts));
        DirectiveFilters filters = new DirectiveFilters(handlers);
        this.services = new SiteServices(
                HttpSettings::limits,
                (settings, exchange) -> addInputFilters(filters, settings, exchange),
                (settings, exchange) -> {
                    addOutputFilters(filters, settings, exchange);
                    usher.addTo(settings, exchange);
                    counts.began();
                    exchange.onEnd(_ -> counts.ended());
                },
                this::status);
    }

    private static void addInputFilters(DirectiveFilters filters, Values place, Exchange exchange) {
        try {
            filters.addInput(place, exchange.connection(), exchange.in());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addOutputFilters(DirectiveFilters filters, Values place, Exchange exchange) {
        try {
            filters.addOutput(place, exchange.connection(), exchange.out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a configuration asks for a door: it listens somewhere. */
    public static boolean isWanted(Configuration configuration) {
        return !listen(configuration).isEmpty();
    }

    /**
     * Looks for what the language alone cannot see: two listeners at one address, a log without a directory. To be called before {@link #open},
     * and
     * by {@code usher check}.
     *
     * @throws ConfigException with the lines
     */
    public static void check(Configuration configuration) throws ConfigException {
        List<ListenAddress> addresses = listen(configuration);
        List<Problem> errors = new ArrayList<>(review(configuration, Problem.Severity.ERROR));
        Set<ListenAddress> seen = new HashSet<>();
        for (int i = 0; i < addresses.size(); i++) {
            if (!seen.add(addresses.get(i))) {
                errors.add(Problem.error(
                        configuration
                                .main()
                                .values()
                                .occurrences(ServerSettings.LISTEN)
                                .get(i)
                                .origin(),
                        "Listen " + addresses.get(i) + " stands above already"));
            }
        }
        if (!errors.isEmpty()) {
            throw new ConfigException(errors, List.of());
        }
    }

    /** What the user should know beside {@link Configuration#notices}. */
    public static List<Problem> notices(Configuration configuration) {
        return review(configuration, Problem.Severity.NOTICE);
    }

    private static List<Problem> review(Configuration configuration, Problem.Severity severity) {
        return Stream.of(LogReview.of(configuration), handlersReview(configuration, severity))
                .flatMap(List::stream)
                .filter(problem -> problem.severity() == severity)
                .toList();
    }

    private static List<Problem> handlersReview(Configuration configuration, Problem.Severity severity) {
        Scope main = configuration.main();
        try (HandlerLibrary library = HandlerLibrary.open(main.values(), configuration.baseDirectory(), FORMS)) {
            List<Problem> found = new ArrayList<>(SiteReview.of(configuration, library));
            found.addAll(
                    severity == Problem.Severity.ERROR
                            ? HandlerReview.errors(main, library)
                            : HandlerReview.notices(main, library));
            return found;
        } catch (IOException e) {
            return List.of(Problem.error(main.origin(HandlerSettings.MODULE_PATH), String.valueOf(e.getMessage())));
        }
    }

    /** Sentences about what works and is unwise, for {@code usher check} and the start. */
    public static List<String> cautions(Configuration configuration) {
        return isWanted(configuration)
                ? HandoffSettings.cautions(configuration.main().values())
                : List.of();
    }

    private static List<ListenAddress> listen(Configuration configuration) {
        return configuration.main().find(ServerSettings.LISTEN).orElse(List.of());
    }

    /**
     * Opens all listeners; serves when it returns.
     *
     * @param loopCount event loops, 1 to 1024
     * @throws IOException where an address is in use, a log file cannot be opened, a Module cannot be loaded, or this
     *     machine does not have the Transport; the message names it and nothing is left open
     */
    public static Door open(Configuration configuration, int loopCount) throws IOException {
        HandlerLibrary handlers =
                HandlerLibrary.open(configuration.main().values(), configuration.baseDirectory(), FORMS);
        AccessLogs logs = new AccessLogs(configuration.baseDirectory());
        Loops loops = startLoops(configuration, loopCount, handlers);
        Door door = new Door(loops, logs, new CopyOnWriteArrayList<>(), handlers);
        boolean opened = false;
        try {
            HostTable hosts = door.hosts(configuration);
            for (ListenAddress address : listen(configuration)) {
                Listener listener = Listener.open(loops, address, Http1Handler.OVERLOADED, hosts::phases);
                door.listeners.add(listener);
                LOG.info("listening on {}", new ListenAddress(address.address(), listener.port()));
            }
            opened = true;
            return door;
        } finally {
            if (!opened) {
                door.close();
            }
        }
    }

    private static Loops startLoops(Configuration configuration, int loopCount, HandlerLibrary closedOnFailure)
            throws IOException {
        String transport = configuration.main().values().get(ServerSettings.TRANSPORT);
        try {
            return Loops.start("door", loopCount, Transport.named(transport));
        } catch (UncheckedIOException e) {
            closedOnFailure.close();
            throw e.getCause();
        }
    }

    private HostTable hosts(Configuration configuration) throws IOException {
        List<Problem> unusable = HandlerReview.load(configuration.main(), handlers);
        if (!unusable.isEmpty()) {
            throw new IOException(unusable.getFirst().toString());
        }
        services.makeHandlers(configuration, handlers);
        Scope main = configuration.main();
        String mainName = main.find(ServerSettings.SERVER_NAME).orElse("localhost");
        NamedSite mainSite = new NamedSite(
                MappedSite.of(mainName, configuration, null, services),
                List.of(),
                List.of(),
                HttpSettings.limits(main.values()),
                counted(mainName, logs.of(main.values())),
                HostHandlers.of(main.values(), handlers, places(main).toList()));
        List<NamedSite> hosts = new ArrayList<>();
        for (Scope host : main.children(ServerSettings.VIRTUAL_HOST)) {
            String name = host.find(ServerSettings.SERVER_NAME).orElse(mainName);
            hosts.add(new NamedSite(
                    MappedSite.of(name, configuration, host, services),
                    host.argument(ServerSettings.VIRTUAL_HOST),
                    names(host.values()),
                    HttpSettings.limits(host.values()),
                    counted(name, logs.of(host.values())),
                    HostHandlers.of(host.values(), handlers, places(main, host).toList())));
        }
        return new HostTable(mainSite, hosts);
    }

    /** The sections within these, which apply to a request by its path or file; the main server's do to all hosts'. */
    private static Stream<Values> places(Scope... scopes) {
        return Stream.of(scopes)
                .flatMap(scope -> scope.children().stream())
                .filter(child -> !child.is(ServerSettings.VIRTUAL_HOST))
                .flatMap(child -> Stream.concat(Stream.of(child.values()), places(child)));
    }

    /** Each request is counted where it is logged: when all of its answer has left. */
    private AccessLog counted(String hostName, AccessLog log) {
        counts.host(hostName);
        return entry -> {
            counts.request(entry);
            log.log(entry);
        };
    }

    private static List<Pattern> names(Values host) {
        List<Pattern> names = new ArrayList<>();
        host.find(ServerSettings.SERVER_NAME).ifPresent(name -> names.add(NamedSite.pattern(name)));
        host.find(ServerSettings.SERVER_ALIAS)
                .orElse(List.of())
                .forEach(name -> names.add(NamedSite.pattern(name.toLowerCase(Locale.ROOT))));
        return names;
    }

    /** The ports listened on, in the order of the Listen lines: what the kernel chose for a 0. */
    public List<Integer> ports() {
        return listeners.stream().map(Listener::port).toList();
    }

    /** The door's figures as they stand now: what {@code server-status} shows. */
    public DoorStatus status() {
        long active = listeners.stream().mapToInt(Listener::clients).sum();
        long total = listeners.stream().mapToLong(Listener::accepted).sum();
        return counts.status(new DoorStatus.Connections(active, total), services.accounts());
    }

    /** Opens the access logs anew, after they were renamed. */
    public void reopenLogs() {
        logs.reopen();
    }

    /**
     * Takes no new clients and waits for the requests that a handler has now, up to the deadline. Connections that are
     * idle, or have not sent a whole request, are not waited for; {@link #close} ends them.
     *
     * @param deadlineMillis from now, 0 or more
     * @param hurry asked now and then; true ends the wait
     */
    public void drain(long deadlineMillis, BooleanSupplier hurry) {
        listeners.forEach(Listener::stopAccepting);
        long end = System.nanoTime() + deadlineMillis * 1_000_000;
        while (counts.active() > 0 && System.nanoTime() < end && !hurry.getAsBoolean()) {
            LockSupport.parkNanos(DRAIN_LOOK_NANOS);
        }
    }

    /** Completes when each of its event loops has come to its next turn: none of them hangs. */
    public CompletableFuture<Void> turn() {
        return loops.turn();
    }

    /** Cuts every client and ends the loops. */
    @Override
    public void close() {
        Listener.closeAll(listeners);
        loops.close();
        logs.close();
        closeHandlers();
    }

    private void closeHandlers() {
        try {
            handlers.close();
        } catch (IOException e) {
            LOG.warn("a jar of ModulePath could not be closed", e);
        }
    }
}
