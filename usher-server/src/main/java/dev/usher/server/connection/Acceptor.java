package dev.usher.server.connection;

import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the clients of one listening socket: a connection each, on the loop that accepted it. Where accept(2) fails for
 * want of descriptors or memory it rests for {@value #REST_MILLIS} ms instead of failing again at once, and in each
 * rest
 * one client is told so, with the descriptor kept in reserve (ATTACKS F2).
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger("connection");
    private static final int REST_MILLIS = 500;
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final Loop loop;
    private final Set<Channel> clients;
    private final LongAdder accepted;
    private final Function<SocketAddress, Phases> phases;
    private final LoadShedder shedder;
    private final Fibers fibers;

    Acceptor(
            Loop loop,
            Set<Channel> clients,
            LongAdder accepted,
            Function<SocketAddress, Phases> phases,
            LoadShedder shedder,
            Fibers fibers) {
        this.fibers = fibers;
        this.loop = loop;
        this.accepted = accepted;
        this.clients = clients;
        this.phases = phases;
        this.shedder = shedder;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel client = (Channel) message;
        EventLoopGroup group = loop.executor();
        clients.add(client);
        accepted.increment();
        client.closeFuture().addListener(_ -> clients.remove(client));
        boolean refused = shedder.takes(client);
        if (!refused) {
            client.config().setAutoRead(false);
            client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        group.register(client).addListener(registered -> {
            if (!registered.isSuccess()) {
                LOG.warn("a client of {} could not be registered", ctx.channel().localAddress(), registered.cause());
                client.unsafe().closeForcibly();
            } else if (refused) {
                shedder.refuse(client);
            } else {
                begin(client);
            }
        });
    }

    private void begin(Channel client) {
        Phases chosen = phases.apply(client.localAddress());
        ClientConnection connection = new ClientConnection(LAST_ID.incrementAndGet(), loop, client, chosen, fibers);
        client.pipeline().addLast(connection.wire());
        connection.begin();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Channel server = ctx.channel();
        if (!server.config().isAutoRead()) {
            return;
        }
        LOG.error("accept on {} failed, next try in {} ms: {}", server.localAddress(), REST_MILLIS, cause.getMessage());
        server.config().setAutoRead(false);
        if (shedder.begins()) {
            ctx.read();
        }
        loop.wheel().set(new Timer(() -> goOn(server)), REST_MILLIS);
    }

    private void goOn(Channel server) {
        if (server.isOpen()) {
            shedder.ends();
            server.config().setAutoRead(true);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        shedder.close();
    }
}
