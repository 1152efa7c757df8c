package dev.usher.daemon.upstream;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How upstreams are spoken to.
 *
 * @param http which HTTP
 * @param connectTimeoutMillis longest time until a connection can be used, its name's resolution and TLS with it; above 0
 * @param streamWindowBytes how much of a paused answer may come in, and is kept: HTTP/2's SETTINGS_INITIAL_WINDOW_SIZE
 * @param connectionWindowBytes how much of all answers of one HTTP/2 connection may be under way
 * @param pingIntervalMillis silence of an HTTP/2 connection that has streams after which it is asked for a sign of life; it
 *     is closed where none comes for as long again. 0: never
 * @param caFile certificates (PEM) that are trusted beside the system's
 * @param insecure whether certificates are not looked at
 * @param idleConnectionsMax HTTP/1.1 connections kept for later, over all loops
 */
public record TransportSettings(
        UpstreamHttp http,
        long connectTimeoutMillis,
        int streamWindowBytes,
        int connectionWindowBytes,
        long pingIntervalMillis,
        Optional<Path> caFile,
        boolean insecure,
        int idleConnectionsMax) {
    /** What a seat does where nothing is set. */
    public static final TransportSettings DEFAULT = new TransportSettings(
            UpstreamHttp.AUTO, 10_000, 32 * 1024, 16 * 1024 * 1024, 20_000, Optional.empty(), false, 8);

    /** The same over another HTTP. */
    public TransportSettings with(UpstreamHttp other) {
        return new TransportSettings(
                other,
                connectTimeoutMillis,
                streamWindowBytes,
                connectionWindowBytes,
                pingIntervalMillis,
                caFile,
                insecure,
                idleConnectionsMax);
    }
}
