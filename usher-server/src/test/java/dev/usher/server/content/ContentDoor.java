package dev.usher.server.content;

import dev.usher.config.Catalog;
import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.loop.Loops;
import dev.usher.server.connection.ListenAddress;
import dev.usher.server.connection.Listener;
import dev.usher.server.connection.Phases;
import dev.usher.server.content.log.AccessLogs;
import dev.usher.server.content.log.LogSettings;
import dev.usher.server.content.site.MappedSite;
import dev.usher.server.content.site.SiteServices;
import dev.usher.server.content.site.SiteSettings;
import dev.usher.server.handler.HandlerLibrary;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.Http1Handler;
import dev.usher.server.http.HttpLimits;
import dev.usher.server.http.RequestIds;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A real door on 127.0.0.1 with one site, described as in a configuration file. */
public final class ContentDoor implements AutoCloseable {
    private final BlockingQueue<Exchange.End> ends = new LinkedBlockingQueue<>();
    private final AccessLogs logs;
    private final Loops loops;
    private final Listener listener;

    /** Opens a door whose relative paths belong to {@code base}. */
    public ContentDoor(Path base, String config) throws IOException, ConfigException {
        this(base, config, _ -> {});
    }

    /** As above, with filters that are added to each exchange. */
    public ContentDoor(Path base, String config, Consumer<Exchange> filters) throws IOException, ConfigException {
        Catalog catalog = Catalog.builder()
                .include(SiteSettings.catalog())
                .include(LogSettings.catalog())
                .build();
        Configuration loaded = ConfigLoader.of(catalog).loadText(base.resolve("usher.conf"), config);
        SiteServices services = new SiteServices(_ -> HttpLimits.DEFAULT, (_, exchange) -> {
            exchange.onEnd(ends::add);
            filters.accept(exchange);
        });
        try (HandlerLibrary library = HandlerLibrary.open(loaded.main().values(), base, List.of())) {
            services.makeHandlers(loaded, library);
        }
        MappedSite site = MappedSite.of("site.example", loaded, null, services);
        logs = new AccessLogs(base);
        loops = Loops.start("door", 2);
        try {
            Http1Handler http =
                    new Http1Handler(_ -> site, logs.of(loaded.main().values()), new RequestIds());
            listener = Listener.open(
                    loops,
                    new ListenAddress(InetAddress.getLoopbackAddress(), 0),
                    _ -> new Phases(site, List.of(), List.of(http)));
        } catch (IOException e) {
            loops.close();
            logs.close();
            throw e;
        }
    }

    public int port() {
        return listener.port();
    }

    public AccessLogs logs() {
        return logs;
    }

    /** One request on a connection of its own. */
    public Fetched get(String target, String... headers) throws IOException {
        return Fetched.of(port(), "GET", target, new byte[0], headers);
    }

    /** One request on a connection of its own. */
    public Fetched send(String method, String target, byte[] body, String... headers) throws IOException {
        return Fetched.of(port(), method, target, body, headers);
    }

    /** How the next exchange has ended; waits for it. */
    public Exchange.End ended() throws InterruptedException {
        Exchange.End end = ends.poll(15, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("no exchange has ended within 15 s");
        }
        return end;
    }

    @Override
    public void close() {
        listener.close();
        loops.close();
        logs.close();
    }
}
