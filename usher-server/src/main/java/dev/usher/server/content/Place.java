package dev.usher.server.content;

import dev.usher.config.Values;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.HttpLimits;

/**
 * What the configuration says for one combination of its sections. Made once for each combination and shared by all
 * requests that fall under it.
 *
 * @param settings all sections laid over one another
 * @param handler who answers
 * @param limits for a request here
 * @param types media types of files here
 */
public record Place(Values settings, ContentHandler handler, HttpLimits limits, MimeTypes types) {}
