package dev.usher.daemon.model;

import dev.usher.daemon.upstream.UpstreamClient;

/**
 * A LangGraph server that the configuration names.
 *
 * @param settings how it is asked
 * @param client asks the server at {@code settings.base()}; stays the caller's to close
 */
public record LangGraphServer(LangGraphSettings settings, UpstreamClient client) {}
