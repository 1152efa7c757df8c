package dev.usher.server.connection;

/**
 * Where in a chain a filter stands: it is put in before the first filter of a greater type, after those of its own.
 *
 * @param order position, as httpd numbers them
 */
public record FilterType(int order) implements Comparable<FilterType> {
    /** Makes content (10). */
    public static final FilterType RESOURCE = new FilterType(10);
    /** Looks at or changes whole answers (20). */
    public static final FilterType CONTENT_SET = new FilterType(20);
    /** Frames messages (30). */
    public static final FilterType PROTOCOL = new FilterType(30);
    /** Transfer codings (40). */
    public static final FilterType TRANSCODE = new FilterType(40);
    /** Sees all bytes of a connection (50). From here on filters belong to connections, not to requests. */
    public static final FilterType CONNECTION = new FilterType(50);
    /** The core's own, {@link Wire} (60). */
    public static final FilterType NETWORK = new FilterType(60);

    /** @throws IllegalArgumentException where {@code order} is not in 0…60 */
    public FilterType {
        if (order < 0 || order > 60) {
            throw new IllegalArgumentException("filter type " + order + " must be between 0 and 60");
        }
    }

    /** Whether such a filter belongs to a connection and outlives its requests. */
    public boolean isForConnections() {
        return order >= 50;
    }

    @Override
    public int compareTo(FilterType other) {
        return Integer.compare(order, other.order);
    }
}
