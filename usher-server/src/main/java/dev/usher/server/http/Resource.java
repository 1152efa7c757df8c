package dev.usher.server.http;

/** What a request's path leads to: who answers, and under which settings. */
public interface Resource {
    /** Who answers. */
    ContentHandler handler();

    /** The limits for this request. */
    HttpLimits limits();

    /** Adds output filters (CONTENT_SET and the like) to the exchange before its handler runs; none unless said. */
    default void addFilters(Exchange exchange) {}
}
