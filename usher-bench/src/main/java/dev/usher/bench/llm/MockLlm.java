package dev.usher.bench.llm;

import dev.usher.loop.Channels;
import dev.usher.loop.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A mock LLM server that runs: OpenAI's, Anthropic's and LangGraph's APIs on one address, HTTP/1.1 and HTTP/2 alike.
 *
 * <pre>
 *   POST /v1/chat/completions   GET /v1/models              OpenAI
 *   POST /v1/messages                                       Anthropic
 *   POST /threads   POST /threads/ID/runs/stream   POST /runs/stream   LangGraph
 *   GET /health     GET /stats     POST /stats/reset
 * </pre>
 *
 * <p>The header {@code X-Test-Pattern} says how an answer is to differ from the usual one: words separated by commas, as
 * docs/commands.md lists them. Any thread may call everything here.
 */
public final class MockLlm implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final long CLOSE_SECONDS_MAX = 10;

    private final Counters counters;
    private final Service service;
    private final Loops loops;
    private final ChannelGroup connections;
    private final @Nullable SslContext tls;
    private final Channel listener;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MockLlm(LlmSettings settings, Loops loops, @Nullable SslContext tls) throws IOException {
        this.counters = new Counters();
        this.service = new Service(settings, counters);
        this.loops = loops;
        this.connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        this.tls = tls;
        this.listener = listen(settings);
    }

    /**
     * Listens from now on, until {@link #close}.
     *
     * @throws IOException where it cannot listen there, or the certificate's file not be written
     */
    public static MockLlm start(LlmSettings settings) throws IOException {
        SslContext tls = settings.tls() ? tls(settings.certificateFile()) : null;
        Loops loops = null;
        boolean started = false;
        try {
            loops = Loops.start("mock-llm", settings.loops());
            MockLlm server = new MockLlm(settings, loops, tls);
            started = true;
            return server;
        } finally {
            if (!started) {
                if (loops != null) {
                    loops.close();
                }
                ReferenceCountUtil.release(tls);
            }
        }
    }

    /** BoringSSL where it loads, the JDK's TLS where it does not. */
    private static SslContext tls(Optional<Path> certificateFile) throws IOException {
        try {
            Certificate own = Certificate.make();
            if (certificateFile.isPresent()) {
                Files.writeString(certificateFile.get(), own.pem());
            }
            return SslContextBuilder.forServer(own.key(), own.certificate())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate can be made here: " + e.getMessage(), e);
        }
    }

    private Channel listen(LlmSettings settings) throws IOException {
        boolean unix = settings.socket().isPresent();
        SocketAddress where =
                unix ? new DomainSocketAddress(settings.socket().get().toFile()) : settings.listen();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(Channels.listening(where))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new Entrance(service, loops, connections, tls));
        if (!unix) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
        }
        var bound = bootstrap.bind(where).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "the mock LLM server cannot listen at " + where + ": " + bound.cause(), bound.cause());
        }
        return bound.channel();
    }

    /**
     * Where it listens over TCP.
     *
     * @throws IllegalStateException where it listens on a Unix socket
     */
    public InetSocketAddress address() {
        if (listener.localAddress() instanceof InetSocketAddress address) {
            return address;
        }
        throw new IllegalStateException("the mock LLM server listens on a Unix socket");
    }

    /**
     * What its URLs begin with, without a slash at the end: {@code http://127.0.0.1:40123}; {@code http://localhost} on a Unix
     * socket. OpenAI's base is this and {@code /v1}.
     */
    public String baseUrl() {
        if (!(listener.localAddress() instanceof InetSocketAddress address)) {
            return "http://localhost";
        }
        String host = address.getAddress().getHostAddress();
        return (tls == null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address.getPort();
    }

    /** What it has seen so far. */
    public LlmStats stats() {
        return counters.stats();
    }

    /** Counts anew. What is open stays open. */
    public void resetStats() {
        counters.reset();
    }

    /** The latest requests, {@value Counters#KEPT_MAX} at most, oldest first. */
    public List<LlmRequest> requests() {
        return counters.requests();
    }

    /** Waits until this holds of what it has seen; false where it does not within the time. */
    public boolean await(Predicate<LlmStats> holds, Duration patience) throws InterruptedException {
        return counters.await(holds, patience);
    }

    /**
     * All that the usual answer to this message says.
     *
     * @param prompt the last message of the user
     */
    public String answerTo(String prompt) {
        return service.text(prompt, service.settings().pattern());
    }

    /**
     * All that an answer to this message says, where the request asks for this pattern and its answer is not cut short.
     *
     * @throws IllegalArgumentException where it is no pattern
     */
    public String answerTo(String prompt, String pattern) {
        return service.text(prompt, Pattern.parse(pattern));
    }

    /** Ends all connections without a word, as a process that dies does. It goes on listening. */
    public void dropConnections() {
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> Entrance.closeAbruptly(connection));
        }
    }

    /** Ends: nothing is open any more when this returns, within {@value #CLOSE_SECONDS_MAX} seconds. Once is enough. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listener.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        dropConnections();
        connections.newCloseFuture().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        loops.close();
        ReferenceCountUtil.release(tls);
        if (listener.localAddress() instanceof DomainSocketAddress socket) {
            Path.of(socket.path()).toFile().delete();
        }
    }
}
