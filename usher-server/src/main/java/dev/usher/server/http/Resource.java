package dev.usher.server.http;

/** What a request's path leads to: who answers, and under which settings. */
public interface Resource {
    /** Who answers. */
    ContentHandler handler();

    /** The limits for this request. */
    HttpLimits limits();
}
