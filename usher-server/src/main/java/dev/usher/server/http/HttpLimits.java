package dev.usher.server.http;

import java.time.Duration;

/**
 * HTTP's limits in force at a place of the configuration; httpd's directives and defaults.
 *
 * @param timeout Timeout: no progress for so long while writing or waiting is the end
 * @param keepAlive KeepAlive: whether a connection may serve more than one request
 * @param keepAliveTimeout KeepAliveTimeout: how long an idle connection waits for its next request
 * @param maxKeepAliveRequests MaxKeepAliveRequests: requests on one connection, 0 for no limit
 * @param head LimitRequestLine, LimitRequestFieldSize, LimitRequestFields
 * @param bodyBytes LimitRequestBody: 0 for no limit
 * @param headRate RequestReadTimeout header=
 * @param bodyRate RequestReadTimeout body=
 */
public record HttpLimits(
        Duration timeout,
        boolean keepAlive,
        Duration keepAliveTimeout,
        int maxKeepAliveRequests,
        HeadLimits head,
        long bodyBytes,
        ReadRate headRate,
        ReadRate bodyRate) {

    /** Timeout 60, KeepAlive On, 5 s, 100 requests, 1 GiB of body, header=20-40,MinRate=500 body=20,MinRate=500. */
    public static final HttpLimits DEFAULT = new HttpLimits(
            Duration.ofSeconds(60),
            true,
            Duration.ofSeconds(5),
            100,
            HeadLimits.DEFAULT,
            1L << 30,
            new ReadRate(20, 40, 500),
            new ReadRate(20, 0, 500));
}
