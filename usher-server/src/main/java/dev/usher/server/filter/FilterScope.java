package dev.usher.server.filter;

import dev.usher.server.connection.FilterType;
import java.lang.reflect.AnnotatedElement;

/** What a filter belongs to, as its annotations say. */
public enum FilterScope {
    /** A connection: types 50 to 59. */
    CONNECTION,
    /** A request: types 0 to 49. */
    REQUEST;

    /**
     * What a filter's class or method says; {@link #REQUEST} where it says nothing.
     *
     * @throws IllegalArgumentException where it says both
     */
    public static FilterScope of(AnnotatedElement filter) {
        boolean connection = filter.isAnnotationPresent(FilterConnectionHandler.class);
        if (connection && filter.isAnnotationPresent(FilterRequestHandler.class)) {
            throw new IllegalArgumentException(
                    filter + " is annotated as a connection's filter and as a request's: one of them must go");
        }
        return connection ? CONNECTION : REQUEST;
    }

    /** Whether a filter of this scope may be added with that type. */
    public boolean takes(FilterType type) {
        return type.isForConnections() == (this == CONNECTION);
    }
}
