package dev.usher.daemon.upstream;

import dev.usher.loop.Channels;
import dev.usher.loop.Timer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes one connection, within the connect timeout: the name's addresses are tried in turn, then TLS tells which HTTP is
 * spoken.
 *
 * <pre>
 *   NAME ──► CONNECTING ──► TLS ──► the pool has a connection
 *     └──────── ▲  └ next address     │
 *               └──────────┴──────────┴──► the pool hears why not
 * </pre>
 */
final class Connector implements Timer.Expiry {
    private final Pool pool;
    private final HttpUpstream upstream;
    private final Timer timer = new Timer(this);
    private final Queue<SocketAddress> addresses = new ArrayDeque<>();
    private @Nullable Channel channel;
    private boolean over;

    Connector(Pool pool) {
        this.pool = pool;
        this.upstream = pool.upstream();
    }

    void begin() {
        pool.loop().wheel().set(timer, upstream.settings().connectTimeoutMillis());
        UpstreamTarget target = upstream.target();
        if (target.socket().isPresent()) {
            addresses.add(new DomainSocketAddress(target.socket().get().toString()));
            tryNext();
        } else {
            // As a task of its own: who began this has not finished what it does.
            pool.loop().execute(() -> upstream.names().find(target.host(), pool.loop(), this::found));
        }
    }

    private void found(List<InetAddress> all) {
        if (over) {
            return;
        }
        UpstreamTarget target = upstream.target();
        all.forEach(address -> addresses.add(new InetSocketAddress(address, target.port())));
        if (addresses.isEmpty()) {
            fail(UpstreamFailure.Kind.UNREACHABLE, "the name " + target.host() + " has no address");
        } else {
            tryNext();
        }
    }

    private void tryNext() {
        SocketAddress address = addresses.remove();
        upstream.openConnections().incrementAndGet();
        ChannelFuture connecting = new Bootstrap()
                .group(pool.loop().executor())
                .channel(Channels.connecting(address))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // ours counts
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        if (ch instanceof SocketChannel tcp) {
                            tcp.config().setTcpNoDelay(true).setKeepAlive(true);
                        }
                    }
                })
                .connect(address);
        channel = connecting.channel();
        AtomicBoolean counted = new AtomicBoolean(true);
        connecting.channel().closeFuture().addListener(_ -> uncount(counted));
        connecting.addListener(_ -> {
            if (!connecting.channel().isOpen()) {
                uncount(counted); // where there was no descriptor for it there is no channel that could be closed
            }
            onLoop(() -> connected(connecting));
        });
    }

    private void uncount(AtomicBoolean counted) {
        if (counted.getAndSet(false)) {
            upstream.openConnections().decrementAndGet();
        }
    }

    /** Netty tells of a channel that could not be made on a thread that is no loop's. */
    private void onLoop(Runnable step) {
        if (pool.loop().inLoop()) {
            step.run();
        } else {
            pool.loop().execute(step);
        }
    }

    private void connected(ChannelFuture connecting) {
        if (over) {
            ChannelFuture _ = connecting.channel().close();
        } else if (connecting.isSuccess()) {
            beginTls(connecting.channel());
        } else if (addresses.isEmpty()) {
            fail(Fault.kind(connecting.cause()), Fault.text(connecting.cause()));
        } else {
            tryNext();
        }
    }

    private void beginTls(Channel connected) {
        SslContext tls = upstream.tls();
        if (tls == null) {
            boolean http2 = upstream.settings().http() == UpstreamHttp.HTTP_2;
            established(connected, http2 ? ApplicationProtocolNames.HTTP_2 : ApplicationProtocolNames.HTTP_1_1);
            return;
        }
        UpstreamTarget target = upstream.target();
        SslHandler handler = tls.newHandler(connected.alloc(), target.host(), target.port());
        handler.setHandshakeTimeout(0, TimeUnit.MILLISECONDS); // ours counts
        connected.pipeline().addLast(handler);
        handler.handshakeFuture().addListener(done -> handshaken(connected, handler, done));
    }

    private void handshaken(Channel connected, SslHandler handler, Future<?> done) {
        if (over) {
            ChannelFuture _ = connected.close();
            return;
        }
        String protocol = handler.applicationProtocol();
        boolean wants2 = upstream.settings().http() == UpstreamHttp.HTTP_2;
        if (!done.isSuccess()) {
            fail(UpstreamFailure.Kind.UNREACHABLE, "TLS: " + Fault.text(done.cause()));
        } else if (wants2 && !ApplicationProtocolNames.HTTP_2.equals(protocol)) {
            fail(UpstreamFailure.Kind.PROTOCOL, "the server does not speak HTTP/2 over TLS (no h2 by ALPN)");
        } else {
            established(connected, protocol == null ? ApplicationProtocolNames.HTTP_1_1 : protocol);
        }
    }

    private void established(Channel connected, String protocol) {
        end();
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            Http2Connection connection = Http2Connection.begin(connected, pool);
            pool.connected(this, connection);
        } else {
            upstream.learned(1);
            Http1Connection connection = Http1Connection.begin(connected, pool);
            pool.connected(this, connection);
        }
    }

    @Override
    public void expired() {
        fail(
                UpstreamFailure.Kind.CONNECT_TIMED_OUT,
                "no connection within " + upstream.settings().connectTimeoutMillis() + " ms");
    }

    private void fail(UpstreamFailure.Kind kind, String why) {
        if (!over) {
            abandon();
            pool.notConnected(this, new UpstreamFailure(kind, upstream.target() + ": " + why));
        }
    }

    /** Gives up what was begun; the pool is told nothing. */
    void abandon() {
        end();
        if (channel != null && channel.isOpen()) { // one that could not be made has no loop that would close it
            ChannelFuture _ = channel.close();
        }
    }

    private void end() {
        over = true;
        pool.loop().wheel().clear(timer);
    }
}
