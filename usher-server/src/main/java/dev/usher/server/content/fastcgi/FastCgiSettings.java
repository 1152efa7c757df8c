package dev.usher.server.content.fastcgi;

import static dev.usher.config.Context.DIRECTORY;
import static dev.usher.config.Context.FILES;
import static dev.usher.config.Context.LOCATION;
import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import dev.usher.config.Setting;
import dev.usher.config.ValueType;
import java.time.Duration;
import java.util.List;

/** The directives that concern an application behind FastCGI, with httpd's names. */
public final class FastCgiSettings {
    static final Setting<Duration> PROXY_TIMEOUT = Setting.seconds(
                    "ProxyTimeout", Duration.ofMillis(1), Duration.ofHours(24))
            .in(SERVER, VHOST)
            .help("How long an application may keep silent, and how long a full one is asked again; Timeout's value"
                    + " unless set.");

    static final Setting<List<EnvironmentRule>> SET_ENV = Setting.of(
                    "SetEnv", ValueType.of("NAME [VALUE]", 1, 2, EnvironmentRule::parse))
            .eachLine()
            .addsToOuter()
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .fileOnly()
            .help("A variable for the application, beside those of CGI.");

    static final Setting<String> SERVER_ADMIN =
            Setting.text("ServerAdmin").in(SERVER, VHOST).help("The address an application gets as SERVER_ADMIN.");

    private FastCgiSettings() {}

    /** All of them. */
    public static List<Setting<?>> all() {
        return List.of(PROXY_TIMEOUT, SET_ENV, SERVER_ADMIN);
    }
}
