package dev.usher.server;

import dev.usher.server.connection.Phases;
import dev.usher.server.connection.ProcessConnectionHandler;
import dev.usher.server.handler.HostHandlers;
import dev.usher.server.http.AccessLog;
import dev.usher.server.http.AccessLogEntry;
import dev.usher.server.http.Http1Handler;
import dev.usher.server.http.HttpLimits;
import dev.usher.server.http.RequestIds;
import dev.usher.server.http.Site;
import dev.usher.server.http.SiteSelector;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a client's connection may mean: first by the address it came to, then, for each request, by name.
 *
 * <p>As in httpd: hosts at that very address come first and alone; else those at every address; else the main server.
 * Among them the first that has the request's name, or the first of all. Safe for all threads.
 */
final class HostTable {
    /** A server has few addresses; one that were to have more is looked up each time. */
    private static final int CACHED_MAX = 1000;

    private final NamedSite main;
    private final List<NamedSite> hosts;
    private final RequestIds ids = new RequestIds();
    private final Map<InetSocketAddress, Phases> known = new ConcurrentHashMap<>();

    HostTable(NamedSite main, List<NamedSite> hosts) {
        this.main = main;
        this.hosts = List.copyOf(hosts);
    }

    /** What is done with a client that came to {@code local}. */
    Phases phases(SocketAddress local) {
        InetSocketAddress address = (InetSocketAddress) local;
        Phases phases = known.get(address);
        if (phases == null) {
            phases = make(at(address));
            if (known.size() < CACHED_MAX) {
                known.put(address, phases);
            }
        }
        return phases;
    }

    List<NamedSite> at(InetSocketAddress local) {
        List<NamedSite> exact = standing(local, true);
        List<NamedSite> any = exact.isEmpty() ? standing(local, false) : exact;
        return any.isEmpty() ? List.of(main) : any;
    }

    private List<NamedSite> standing(InetSocketAddress local, boolean specific) {
        return hosts.stream()
                .filter(host -> host.addresses().stream().anyMatch(a -> a.isSpecific() == specific && a.matches(local)))
                .toList();
    }

    private Phases make(List<NamedSite> sites) {
        Http1Handler http = new Http1Handler(new ByName(sites), log(sites), ids);
        HostHandlers handlers = sites.getFirst().handlers();
        List<ProcessConnectionHandler> process = new ArrayList<>(handlers.process());
        process.add(http);
        List<BooleanSupplier> mayBlock =
                sites.stream().map(site -> site.handlers().requestsMayBlock()).toList();
        return new Phases(
                sites.getFirst().site(),
                handlers.pre(),
                process,
                () -> mayBlock.stream().anyMatch(BooleanSupplier::getAsBoolean));
    }

    /** Each request goes to the log of the site that answered it. */
    private static AccessLog log(List<NamedSite> sites) {
        if (sites.size() == 1) {
            return sites.getFirst().log();
        }
        Map<String, AccessLog> logs =
                sites.stream().collect(Collectors.toMap(s -> s.site().name(), NamedSite::log, (first, _) -> first));
        AccessLog otherwise = sites.getFirst().log();
        return (AccessLogEntry entry) ->
                logs.getOrDefault(entry.siteName(), otherwise).log(entry);
    }

    Stream<NamedSite> all() {
        return Stream.concat(Stream.of(main), hosts.stream());
    }

    private record ByName(List<NamedSite> sites) implements SiteSelector {
        @Override
        public Site select(@Nullable String host) {
            if (host != null) {
                for (NamedSite site : sites) {
                    if (site.hasName(host)) {
                        return site.site();
                    }
                }
            }
            return sites.getFirst().site();
        }

        @Override
        public HttpLimits limits() {
            return sites.getFirst().limits();
        }
    }
}
