package dev.usher.daemon;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.receive.Service;
import dev.usher.daemon.receive.Share;
import dev.usher.daemon.receive.Streaming;
import dev.usher.daemon.receive.UpstreamState;
import dev.usher.daemon.stream.Home;
import dev.usher.daemon.stream.Timing;
import dev.usher.daemon.stream.TimingSnapshot;
import dev.usher.daemon.upstream.Breaker;
import dev.usher.daemon.upstream.FirstTokens;
import dev.usher.daemon.upstream.HttpUpstream;
import dev.usher.fd.Fd;
import java.util.List;
import java.util.Locale;

/** Streams to each client what a backend says, and owns where the backends come from. */
final class AskingService implements Service {
    private final Streaming streaming;
    private final Sources sources;
    private final List<HttpUpstream> upstreams;

    AskingService(Sources sources, Backend backend, Share users) {
        this.streaming = new Streaming(backend, users);
        this.sources = sources;
        this.upstreams = sources.upstreams();
    }

    /** Where the backends come from. */
    Sources sources() {
        return sources;
    }

    /** Streams from now on what this backend says. */
    void adopt(Sources.Renewed renewed) {
        sources.adopt(renewed);
        streaming.backend(renewed.backend());
    }

    @Override
    public void streamsPerUser(int most) {
        streaming.streamsPerUser(most);
    }

    @Override
    public void serve(Home home, Fd client, byte[] data, Runnable released) {
        streaming.serve(home, client, data, released);
    }

    @Override
    public void closeAll(Home home) {
        upstreams.forEach(upstream -> upstream.close(home.loop()));
    }

    /** A connection of HTTP/1.1 to an upstream is one client's; of HTTP/2 many share one. */
    @Override
    public int descriptors() {
        return upstreams.stream().mapToInt(HttpUpstream::connections).sum();
    }

    @Override
    public int descriptorsEach() {
        return upstreams.stream().anyMatch(HttpUpstream::isOneCallEach) ? 2 : 1;
    }

    @Override
    public List<UpstreamState> upstreams() {
        return upstreams.stream().map(AskingService::state).toList();
    }

    private static UpstreamState state(HttpUpstream upstream) {
        Breaker breaker = upstream.breaker();
        Breaker.State now = breaker.state();
        FirstTokens first = upstream.firstTokens();
        return new UpstreamState(
                breaker.name(),
                now.name().toLowerCase(Locale.ROOT),
                now.gauge(),
                breaker.refused(),
                upstream.openCalls(),
                upstream.connections(),
                breaker.recentRequests(),
                breaker.recentFailures(),
                TimingSnapshot.of(Timing.BACKEND_TTFB, first.counts(), first.sumNanos()));
    }

    @Override
    public void close() {
        sources.close();
    }
}
