package dev.usher.daemon.receive;

/**
 * How an upstream stands just now, for metrics and the status page.
 *
 * @param name no two of a seat have the same
 * @param breaker {@code closed}, {@code probing} or {@code open}
 * @param level the same as a number: 0, 1 or 2, the higher the worse
 * @param refused clients that were refused so far because it was not to be asked
 */
public record UpstreamState(String name, String breaker, int level, long refused) {}
