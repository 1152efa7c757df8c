package dev.usher.server.content.java;

import static dev.usher.config.Context.DIRECTORY;
import static dev.usher.config.Context.FILES;
import static dev.usher.config.Context.LOCATION;
import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import dev.usher.config.Setting;
import java.time.Duration;
import java.util.List;

/** The directives that concern handlers written in Java. */
public final class JavaSettings {
    /** More permits than this are no limit. */
    private static final int MAX_PERMITS = 1_000_000;

    /** How many requests of a place run at a time; 0 for any number. */
    public static final Setting<Integer> HANDLER_PERMITS = Setting.integer("HandlerPermits", 0, MAX_PERMITS)
            .byDefault("0")
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .help("How many requests of one SetHandler java: run at the same time; 0 for any number. Up to "
                    + Permits.WAITING_MAX + " more wait their turn, each as long as HandlerTimeout; then 503.");

    static final Setting<Duration> HANDLER_TIMEOUT = Setting.duration(
                    "HandlerTimeout", Duration.ofMillis(1), Duration.ofHours(24))
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .help("How long a Java handler may write nothing, and how long a request waits for its turn; Timeout's"
                    + " value unless set.");

    private JavaSettings() {}

    /** All of them. */
    public static List<Setting<?>> all() {
        return List.of(HANDLER_PERMITS, HANDLER_TIMEOUT);
    }
}
