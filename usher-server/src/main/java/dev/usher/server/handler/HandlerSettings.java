package dev.usher.server.handler;

import static dev.usher.config.Context.DIRECTORY;
import static dev.usher.config.Context.FILES;
import static dev.usher.config.Context.LOCATION;
import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import dev.usher.config.Setting;
import dev.usher.config.SettingBuilder;
import dev.usher.config.ValueType;
import java.nio.file.Path;
import java.util.List;

/** The directives that name handlers of the connection cycle, with mod_perl's names less Perl, and with it. */
public final class HandlerSettings {
    /** Where sources are (Perl's @INC). */
    public static final Setting<List<Path>> HANDLER_PATH = Setting.path("HandlerPath")
            .eachLine()
            .fileOnly()
            .in(SERVER)
            .help("A folder with the sources of handlers: My::Echo is looked for in My/Echo.java below each, in order."
                    + " Nobody but root and the server's user may be able to write to it.");

    /** Where compiled handlers are. */
    public static final Setting<List<Path>> MODULE_PATH = Setting.path("ModulePath")
            .eachLine()
            .fileOnly()
            .in(SERVER)
            .help(
                    "A jar with handlers and what they need, or a folder: its jars, and classes below it. Nobody but root and"
                            + " the server's user may be able to write to it. Read at the start: a changed jar needs a restart.");

    /** What is loaded at the start. */
    public static final Setting<List<HandlerName>> MODULE = names("Module", "PerlModule")
            .in(SERVER, VHOST)
            .help("Handlers that are found, compiled and initialised before the ports open; one that cannot be ends the"
                    + " start. Others are when they are first used.");

    /** Whether sources are looked at again. */
    public static final Setting<Boolean> RELOAD = Setting.flag("Reload")
            .byDefault("Off")
            .in(SERVER, VHOST)
            .help("Whether changed sources of handlers are compiled anew when a connection begins; those that run go on"
                    + " with what they began with. For development.");

    /** Whose objects handlers are. */
    public static final Setting<HandlerScope> HANDLER_SCOPE = Setting.oneOf("HandlerScope", HandlerScope.class)
            .alias("PerlInterpScope")
            .byDefault("server")
            .in(SERVER, VHOST)
            .help("Whether each connection has its own object of a handler's class, or one serves all of the server and"
                    + " must be safe for all threads.");

    /** The first phase. */
    public static final Setting<List<HandlerName>> PRE_CONNECTION = names(
                    "PreConnectionHandler", "PerlPreConnectionHandler")
            .in(SERVER, VHOST)
            .help(
                    "Handlers that see a client before its protocol begins; all of them, in order, until one says otherwise.");

    /** The second phase. */
    public static final Setting<List<HandlerName>> PROCESS_CONNECTION = names(
                    "ProcessConnectionHandler", "PerlProcessConnectionHandler")
            .in(SERVER, VHOST)
            .help(
                    "Handlers that speak a protocol; the first that does not decline has the connection, HTTP is the last.");

    /** Filters of what comes in. */
    public static final Setting<List<HandlerName>> INPUT_FILTER = names("InputFilterHandler", "PerlInputFilterHandler")
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .help("Filters between the client and who reads, in order.");

    /** Filters of what goes out. */
    public static final Setting<List<HandlerName>> OUTPUT_FILTER = names(
                    "OutputFilterHandler", "PerlOutputFilterHandler")
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .help("Filters between who writes and the client, in order.");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(
            HANDLER_PATH,
            MODULE_PATH,
            MODULE,
            RELOAD,
            HANDLER_SCOPE,
            PRE_CONNECTION,
            PROCESS_CONNECTION,
            INPUT_FILTER,
            OUTPUT_FILTER);

    private HandlerSettings() {}

    private static SettingBuilder<List<HandlerName>> names(String name, String alias) {
        return Setting.of(name, ValueType.of(HandlerName.SYNTAX, 1, 1, words -> HandlerName.parse(words.getFirst())))
                .alias(alias)
                .eachWord()
                .fileOnly();
    }
}
