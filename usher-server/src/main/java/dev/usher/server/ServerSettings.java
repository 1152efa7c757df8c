package dev.usher.server;

import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import dev.usher.config.Catalog;
import dev.usher.config.CommonSettings;
import dev.usher.config.SectionType;
import dev.usher.config.Setting;
import dev.usher.config.ValueType;
import dev.usher.server.connection.ListenAddress;
import dev.usher.server.content.log.LogSettings;
import dev.usher.server.content.site.SiteSettings;
import dev.usher.server.handler.HandlerSettings;
import dev.usher.server.handoff.HandoffSettings;
import dev.usher.server.http.HttpSettings;
import java.nio.file.Path;
import java.util.List;

/** The settings of listeners and virtual hosts, and the catalogue of all the door knows. */
public final class ServerSettings {
    /** {@code Listen [ADDRESS:]PORT}: without an address IPv4 and IPv6. */
    public static final Setting<List<ListenAddress>> LISTEN = Setting.of(
                    "Listen", ValueType.of("[ADDRESS:]PORT [http]", 1, 2, Addresses::listen))
            .eachLine()
            .fileOnly()
            .in(SERVER)
            .help("An address and port to take clients on; a port alone is every address, IPv4 and IPv6. localhost is"
                    + " 127.0.0.1; other names are not looked up.");

    /** The host's own name. */
    public static final Setting<String> SERVER_NAME = Setting.of(
                    "ServerName", ValueType.of("NAME[:PORT]", 1, 1, words -> Addresses.hostName(words.getFirst())))
            .notInherited()
            .fileOnly()
            .in(SERVER, VHOST)
            .help("The name of the server or virtual host, compared with the request's Host.");

    /** Further names. */
    public static final Setting<List<String>> SERVER_ALIAS = Setting.of(
                    "ServerAlias", ValueType.of("NAME", 1, 1, words -> Addresses.hostName(words.getFirst())))
            .eachWord()
            .notInherited()
            .fileOnly()
            .in(VHOST)
            .help("Further names of the virtual host; * and ? stand for any characters and any one.");

    /** The user that is expected; for whoever starts the process. */
    public static final Setting<Account> USER = Setting.of("User", Account.user())
            .fileOnly()
            .in(SERVER)
            .help("The user Usher is started as. It is not changed: another one than that is an error at the start.");

    /** The group that is expected; for whoever starts the process. */
    public static final Setting<Account> GROUP = Setting.of("Group", Account.group())
            .fileOnly()
            .in(SERVER)
            .help("The group Usher is started as. It is not changed: another one than that is an error at the start.");

    /** The seat's as well. */
    public static final Setting<String> TRANSPORT = CommonSettings.TRANSPORT;

    /** {@code <VirtualHost ADDRESS[:PORT] …>}. */
    public static final SectionType<List<HostAddress>> VIRTUAL_HOST = SectionType.of(
                    "VirtualHost", ValueType.of("ADDRESS[:PORT] ...", 1, Integer.MAX_VALUE, Addresses::hosts))
            .in(SERVER)
            .opens(VHOST)
            .help(
                    "A site for clients that come to one of these addresses: an IP address, * or _default_, with a port.");

    /** The error log's file; for whoever sets logging up. */
    public static final Setting<Path> ERROR_LOG = LogSettings.ERROR_LOG;

    /** The error log's levels; for whoever sets logging up. */
    public static final Setting<List<String>> LOG_LEVEL = LogSettings.LOG_LEVEL;

    private ServerSettings() {}

    /** Everything the door's rooms declare. */
    public static Catalog catalog() {
        return Catalog.builder()
                .settings(LISTEN, SERVER_NAME, SERVER_ALIAS, USER, GROUP, TRANSPORT)
                .sections(VIRTUAL_HOST)
                .settings(HttpSettings.ALL)
                .settings(HandoffSettings.ALL)
                .settings(HandlerSettings.ALL)
                .include(SiteSettings.catalog())
                .include(LogSettings.catalog())
                .foreign(HttpdDirectives.ALL)
                .modules("core", "so", "mpm_event", "http", "reqtimeout", "unixd", "socket_handoff", "perl")
                .build();
    }
}
