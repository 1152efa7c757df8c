package dev.usher.daemon.model;

import org.jspecify.annotations.Nullable;

/**
 * A request that is ready to be sent.
 *
 * @param question what it was made of
 * @param asked the request
 * @param luggage its files; null where it has none
 */
record Prepared(Question question, Asked asked, @Nullable Luggage luggage) {}
