package dev.usher.daemon.receive;

import dev.usher.daemon.stream.TimingSnapshot;

/**
 * How an upstream stands just now, for metrics and the status page.
 *
 * @param name no two of a seat have the same
 * @param breaker {@code closed}, {@code probing} or {@code open}
 * @param level the same as a number: 0, 1 or 2, the higher the worse
 * @param refused clients that were refused so far because it was not to be asked
 * @param openCalls requests that are not over
 * @param connections to it that are open, or being opened
 * @param recentRequests of the last ten seconds, as its breaker counts them
 * @param recentFailures those of them that failed
 * @param firstToken from its requests to its models' first sign of life
 */
public record UpstreamState(
        String name,
        String breaker,
        int level,
        long refused,
        int openCalls,
        int connections,
        int recentRequests,
        int recentFailures,
        TimingSnapshot firstToken) {}
