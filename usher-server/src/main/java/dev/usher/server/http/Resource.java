package dev.usher.server.http;

/** What a request's path leads to: who answers, and under which settings. */
public interface Resource {
    /** Who answers. */
    ContentHandler handler();

    /** The limits for this request. */
    HttpLimits limits();

    /**
     * Adds input filters to {@link Exchange#in} before the request's body is read through them; none unless said. Not called
     * for a request without a body.
     */
    default void addInputFilters(Exchange exchange) {}

    /** Adds output filters (CONTENT_SET and the like) to the exchange before its handler runs; none unless said. */
    default void addFilters(Exchange exchange) {}
}
