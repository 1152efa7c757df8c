package dev.usher.config;

import static dev.usher.config.Context.DAEMON;
import static dev.usher.config.Context.DIRECTORY;
import static dev.usher.config.Context.FILES;
import static dev.usher.config.Context.LOCATION;
import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A small catalog as the rooms above would declare it, and the readers the tests share. */
final class Sample {
    enum SocketType {
        AUTO,
        SEQPACKET,
        STREAM
    }

    /** A row of {@code Alias}. */
    record Alias(String url, String path) {}

    static final Setting<Boolean> ENABLED = Setting.flag("SocketHandoffEnabled")
            .byDefault("On")
            .in(SERVER, VHOST)
            .help("Turns handoffs on or off.");
    static final Setting<Path> PREFIX = Setting.path("SocketHandoffAllowedPrefix")
            .byDefault("/var/run/")
            .in(SERVER, VHOST)
            .help("Only sockets below this path are handed to.");
    static final Setting<Integer> CONNECT_TIMEOUT = Setting.integer("SocketHandoffConnectTimeoutMs", 1, 60_000)
            .byDefault("500")
            .in(SERVER, VHOST)
            .help("Milliseconds to wait for the daemon to accept.");
    static final Setting<SocketType> SOCKET_TYPE = Setting.oneOf("SocketHandoffSocketType", SocketType.class)
            .byDefault("auto")
            .in(SERVER, VHOST)
            .help("The daemon's type of socket.");
    static final Setting<List<String>> LISTEN =
            Setting.text("Listen").eachLine().fileOnly().in(SERVER).help("An address and port to listen on.");
    static final Setting<Path> DOCUMENT_ROOT =
            Setting.path("DocumentRoot").in(SERVER, VHOST).help("The directory of the site's files.");
    static final Setting<String> SERVER_NAME = Setting.text("ServerName")
            .notInherited()
            .fileOnly()
            .in(SERVER, VHOST)
            .help("The host's name.");
    static final Setting<List<String>> DIRECTORY_INDEX = Setting.text("DirectoryIndex")
            .eachWord()
            .byDefault("index.html")
            .in(SERVER, VHOST, DIRECTORY, LOCATION)
            .help("Files that stand for a directory.");
    static final Setting<List<Alias>> ALIAS = Setting.of(
                    "Alias", ValueType.of("URL PATH", 2, 2, words -> new Alias(words.get(0), words.get(1))))
            .eachLine()
            .addsToOuter()
            .fileOnly()
            .in(SERVER, VHOST)
            .help("Serves a path of the site from another directory.");
    static final Setting<String> SET_HANDLER = Setting.text("SetHandler")
            .fileOnly()
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .help("Who answers.");
    static final Setting<Duration> TIMEOUT = Setting.seconds("Timeout", Duration.ofMillis(1), Duration.ofHours(24))
            .byDefault("60")
            .in(SERVER, VHOST)
            .help("The longest silence.");
    static final Setting<Long> BODY = Setting.bytes("LimitRequestBody", 0, 1L << 40)
            .byDefault("1G")
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .help("The largest request body.");
    static final Setting<List<String>> MODULE = Setting.text("Module")
            .alias("PerlModule")
            .eachWord()
            .fileOnly()
            .in(SERVER, VHOST)
            .help("Handlers to load before the ports open.");
    static final Setting<String> PROCESS_CONNECTION = Setting.text("ProcessConnectionHandler")
            .alias("PerlProcessConnectionHandler")
            .fileOnly()
            .in(SERVER, VHOST)
            .help("Who answers connections.");
    static final Setting<List<String>> PRE_CONNECTION = Setting.text("PreConnectionHandler")
            .alias("PerlPreConnectionHandler")
            .eachWord()
            .fileOnly()
            .in(SERVER, VHOST)
            .help("Who sees connections first.");
    static final Setting<List<String>> OUTPUT_FILTER = Setting.text("OutputFilterHandler")
            .alias("PerlOutputFilterHandler")
            .eachWord()
            .fileOnly()
            .in(SERVER, VHOST)
            .help("Filters of what is sent.");
    static final Setting<String> SCOPE = Setting.text("HandlerScope")
            .alias("PerlInterpScope")
            .fileOnly()
            .in(SERVER, VHOST)
            .help("How long a handler's state lives.");
    static final Setting<String> BACKEND =
            Setting.text("Backend").byDefault("mock").in(DAEMON).help("Who writes the stream.");
    static final Setting<Duration> MESSAGE_DELAY = Setting.duration("MessageDelay", Duration.ZERO, Duration.ofHours(1))
            .byDefault("50ms")
            .in(DAEMON)
            .help("The pause between two messages of the mock.");
    static final Setting<Integer> SOCKET_MODE =
            Setting.octalMode("SocketMode").byDefault("0660").in(DAEMON).help("The socket's mode.");
    static final Setting<String> API_KEY =
            Setting.text("OpenAIKey").flagName("openai-key").secret().in(DAEMON).help("The API's key.");

    static final SectionType<List<String>> VIRTUAL_HOST = SectionType.of("VirtualHost", ValueTypes.words())
            .in(SERVER)
            .opens(VHOST)
            .help("A site by address or name.");
    static final SectionType<Path> DIRECTORY_SECTION = SectionType.of("Directory", ValueTypes.path())
            .in(SERVER, VHOST)
            .opens(DIRECTORY)
            .help("Settings for a directory and all below it.");
    static final SectionType<Path> LOCATION_SECTION = SectionType.of("Location", ValueTypes.path())
            .in(SERVER, VHOST)
            .opens(LOCATION)
            .help("Settings for a path of the site.");
    static final SectionType<String> FILES_MATCH = SectionType.of("FilesMatch", ValueTypes.text())
            .in(SERVER, VHOST, DIRECTORY, LOCATION)
            .opens(FILES)
            .help("Settings for files whose names match.");
    static final SectionType<Path> DAEMON_SECTION = SectionType.of("StreamingDaemon", ValueTypes.path())
            .in(SERVER)
            .opens(DAEMON)
            .help("A seat that receives clients on this socket.");

    static final Catalog CATALOG = Catalog.builder()
            .settings(ENABLED, PREFIX, CONNECT_TIMEOUT, SOCKET_TYPE, LISTEN, DOCUMENT_ROOT, SERVER_NAME)
            .settings(DIRECTORY_INDEX, ALIAS, SET_HANDLER, TIMEOUT, BODY, MODULE, PROCESS_CONNECTION, PRE_CONNECTION)
            .settings(OUTPUT_FILTER, SCOPE, BACKEND, MESSAGE_DELAY, SOCKET_MODE, API_KEY)
            .sections(VIRTUAL_HOST, DIRECTORY_SECTION, LOCATION_SECTION, FILES_MATCH, DAEMON_SECTION)
            .modules("socket_handoff", "dir", "perl")
            .build();

    /** What text is taken to stand in; it does not exist. */
    static final Path FILE = Path.of("usher.conf");

    private Sample() {}

    static Configuration read(String text) throws ConfigException {
        return ConfigLoader.of(CATALOG).loadText(FILE, text);
    }

    /** The errors of a text, each as its line; empty if there are none. */
    static List<String> errors(String text) {
        try {
            Sample.read(text);
            return List.of();
        } catch (ConfigException e) {
            return e.errors().stream().map(Problem::toString).toList();
        }
    }

    static List<String> notices(String text) throws ConfigException {
        return Sample.read(text).notices().stream().map(Problem::toString).toList();
    }
}
