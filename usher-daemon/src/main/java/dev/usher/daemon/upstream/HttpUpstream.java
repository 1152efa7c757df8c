package dev.usher.daemon.upstream;

import dev.usher.loop.Loop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One upstream over HTTP/1.1 or HTTP/2: a {@link Pool} for each loop that calls it, which shares nothing with the others but
 * what the server has said of itself, and the limit of idle connections.
 */
public final class HttpUpstream implements UpstreamClient {
    /** What an HTTP/2 server is believed to allow until it says so: RFC 9113 section 6.5.2 asks for no fewer. */
    private static final int STREAMS_ASSUMED = 100;

    private static final int CLOSE_SECONDS = 10;

    private final UpstreamTarget target;
    private final TransportSettings settings;
    private final @Nullable SslContext tls;
    private final Breaker breaker;
    private final Names names = new Names();
    private final ConcurrentMap<Loop, Pool> pools = new ConcurrentHashMap<>();
    private final AtomicInteger idleConnections = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger openCalls = new AtomicInteger();
    private final FirstTokens firstTokens = new FirstTokens();
    /** 1 for HTTP/1.1; what the last server said for HTTP/2. */
    private volatile int callsPerConnection;

    private volatile boolean learned;

    private HttpUpstream(UpstreamTarget target, TransportSettings settings, @Nullable SslContext tls, Breaker breaker) {
        this.target = target;
        this.breaker = breaker;
        this.settings = settings;
        this.tls = tls;
        boolean http2 =
                settings.http() == UpstreamHttp.HTTP_2 || (settings.http() == UpstreamHttp.AUTO && target.tls());
        this.callsPerConnection = http2 ? STREAMS_ASSUMED : 1;
    }

    /**
     * Makes one; it connects when it is asked.
     *
     * @throws IOException where the certificates cannot be read or TLS cannot be had; the message names the file
     */
    public static HttpUpstream open(UpstreamTarget target, TransportSettings settings) throws IOException {
        return open(target, settings, new Breaker(target.toString(), System::nanoTime));
    }

    /**
     * The same with a breaker of the caller's making, which has a name.
     *
     * @param breaker this upstream's alone
     */
    public static HttpUpstream open(UpstreamTarget target, TransportSettings settings, Breaker breaker)
            throws IOException {
        return new HttpUpstream(target, settings, target.tls() ? Tls.client(settings) : null, breaker);
    }

    @Override
    public Call call(Loop loop, UpstreamRequest request, AnswerListener listener) {
        loop.requireInLoop();
        Pool pool = pools.computeIfAbsent(loop, of -> new Pool(this, of));
        ClientCall call = new ClientCall(pool, request, listener);
        openCalls.incrementAndGet();
        pool.take(call);
        return call;
    }

    /** Connections that are open, or being opened. From any thread. */
    public int connections() {
        return connections.get();
    }

    /** Requests that are not over, those that wait for a connection among them. From any thread. */
    public int openCalls() {
        return openCalls.get();
    }

    void callOver() {
        openCalls.decrementAndGet();
    }

    @Override
    public void firstToken(long nanos) {
        firstTokens.add(nanos);
    }

    /** From requests to their models' first sign of life. From any thread. */
    public FirstTokens firstTokens() {
        return firstTokens;
    }

    /** HTTP/1.1 connections that are kept for later. From any thread. */
    public int idle() {
        return idleConnections.get();
    }

    /** Calls of this loop that wait for a connection. On the loop. */
    int waiting(Loop loop) {
        Pool pool = pools.get(loop);
        return pool == null ? 0 : pool.waiting();
    }

    /** Keeps it from being asked while it fails. */
    public Breaker breaker() {
        return breaker;
    }

    @Override
    public Health health() {
        return breaker;
    }

    /** Where it is. */
    public UpstreamTarget target() {
        return target;
    }

    TransportSettings settings() {
        return settings;
    }

    @Nullable
    SslContext tls() {
        return tls;
    }

    Names names() {
        return names;
    }

    AtomicInteger idleConnections() {
        return idleConnections;
    }

    AtomicInteger openConnections() {
        return connections;
    }

    /** Whether each call has a connection to itself, as far as is known. From any thread. */
    public boolean isOneCallEach() {
        return callsPerConnection == 1;
    }

    int callsPerConnection() {
        return callsPerConnection;
    }

    /** Whether the server has said how many calls a connection takes. */
    boolean hasLearned() {
        return learned;
    }

    /** How many calls a connection of this server takes: believed of the next one too. */
    void learned(int calls) {
        callsPerConnection = Math.max(1, calls);
        learned = true;
    }

    /** Closes the loop's connections. On the loop. */
    public void close(Loop loop) {
        Pool pool = pools.get(loop);
        if (pool != null) {
            pool.close();
        }
    }

    @Override
    public void close() {
        List<Pool> all = List.copyOf(pools.values());
        CountDownLatch left = new CountDownLatch(all.size());
        for (Pool pool : all) {
            try {
                pool.loop().execute(() -> {
                    try {
                        pool.close();
                    } finally {
                        left.countDown();
                    }
                });
            } catch (RejectedExecutionException loopHasEnded) {
                left.countDown(); // its channels were closed with it
            }
        }
        try {
            boolean _ = left.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        names.close();
        if (tls != null) {
            ReferenceCountUtil.release(tls);
        }
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
