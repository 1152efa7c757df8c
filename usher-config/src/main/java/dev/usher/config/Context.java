package dev.usher.config;

import java.util.Collection;
import java.util.stream.Collectors;

/** The places of a configuration file in which a directive may stand. */
public enum Context {
    /** The main server: outside every section. */
    SERVER("the main server"),
    /** Inside {@code <VirtualHost>}. */
    VHOST("<VirtualHost>"),
    /** Inside {@code <Directory>} and {@code <DirectoryMatch>}. */
    DIRECTORY("<Directory>"),
    /** Inside {@code <Location>} and {@code <LocationMatch>}. */
    LOCATION("<Location>"),
    /** Inside {@code <Files>} and {@code <FilesMatch>}. */
    FILES("<Files>"),
    /** Inside {@code <RequireAll>} and {@code <RequireAny>}. */
    REQUIREMENT("<RequireAll>"),
    /** Inside {@code <StreamingDaemon>}. */
    DAEMON("<StreamingDaemon>");

    private final String description;

    Context(String description) {
        this.description = description;
    }

    /** How an error message and the documentation call this place. */
    public String description() {
        return description;
    }

    /** The places in the order of declaration, separated by commas, for messages and documentation. */
    static String describe(Collection<Context> contexts) {
        return contexts.stream().sorted().map(Context::description).collect(Collectors.joining(", "));
    }
}
