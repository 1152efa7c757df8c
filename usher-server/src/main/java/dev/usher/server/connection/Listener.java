package dev.usher.server.connection;

import dev.usher.loop.Channels;
import dev.usher.loop.Loop;
import dev.usher.loop.Loops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * One listening address, with a socket of its own on each loop (SO_REUSEPORT, socket(7)): the kernel spreads the
 * clients, and a client lives on the loop that accepted it.
 */
public final class Listener implements AutoCloseable {
    /** IPPROTO_IPV6 and IPV6_V6ONLY of linux/in6.h: {@code [::]} is IPv6 alone, as 0.0.0.0 is IPv4 alone. */
    private static final IntegerUnixChannelOption V6_ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

    private static final int BACKLOG = 4096;

    private final List<Channel> servers = new ArrayList<>();
    private final Set<Channel> clients = ConcurrentHashMap.newKeySet();

    private final LongAdder accepted = new LongAdder();
    private final Fibers fibers = new Fibers();

    private final Loops loops;

    private Listener(Loops loops) {
        this.loops = loops;
    }

    /** As {@link #open(Loops, ListenAddress, String, Function)}, without words for a client that cannot be served. */
    public static Listener open(Loops loops, ListenAddress address, Function<SocketAddress, Phases> phases)
            throws IOException {
        return open(loops, address, "", phases);
    }

    /**
     * Proves that the address is free, then listens on it on every loop. Where no descriptors are left a client is
     * sent {@code refusal}, one at a time.
     *
     * @param refusal the last words to a client that cannot be served, ISO-8859-1; may be empty
     * @param phases what is done with a client, by the address it connected to
     * @throws BindException naming the address, where it is in use or not ours; nothing is left open
     */
    public static Listener open(
            Loops loops, ListenAddress address, String refusal, Function<SocketAddress, Phases> phases)
            throws IOException {
        proveFree(loops.get(0), address);
        Listener listener = new Listener(loops);
        ListenAddress next = address;
        for (Loop loop : loops.all()) {
            try {
                listener.listen(loop, next, phases, new LoadShedder(loop, refusal));
            } catch (IOException e) {
                listener.close();
                throw e;
            }
            next = new ListenAddress(address.address(), listener.port());
        }
        return listener;
    }

    /**
     * SO_REUSEPORT would share the port with another server of the same user; without it the kernel says who is
     * there. The
     * probe binds and never listens, so no client can come to it.
     */
    private static void proveFree(Loop loop, ListenAddress address) throws IOException {
        if (address.port() == 0) {
            return;
        }
        Channel probe = Channels.unconnected(address.address());
        ChannelFuture bound = bind(loop, probe, address);
        probe.close().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw named(address, bound.cause());
        }
    }

    private static ChannelFuture bind(Loop loop, Channel channel, ListenAddress address) {
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        if (address.address() instanceof Inet6Address) {
            channel.config().setOption(V6_ONLY, 1);
        }
        EventLoopGroup group = loop.executor();
        ChannelFuture registered = group.register(channel).awaitUninterruptibly();
        return registered.isSuccess() ? channel.bind(address.toSocketAddress()).awaitUninterruptibly() : registered;
    }

    private static BindException named(ListenAddress address, Throwable cause) {
        BindException named = new BindException("cannot listen on " + address + ": " + cause.getMessage());
        named.initCause(cause);
        return named;
    }

    private void listen(Loop loop, ListenAddress address, Function<SocketAddress, Phases> phases, LoadShedder shedder)
            throws IOException {
        Channel server = Channels.listener(address.address());
        server.config().setOption(Channels.REUSE_PORT, true);
        server.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        server.pipeline().addLast(new Acceptor(loop, clients, accepted, phases, shedder, fibers));
        ChannelFuture bound = bind(loop, server, address);
        if (!bound.isSuccess()) {
            server.close().awaitUninterruptibly();
            shedder.close();
            throw named(address, bound.cause());
        }
        servers.add(server);
    }

    /** The port listened on. */
    public int port() {
        return ((InetSocketAddress) servers.getFirst().localAddress()).getPort();
    }

    /** Clients that are connected now. */
    public int clients() {
        return clients.size();
    }

    /** Clients that have come since the start. */
    public long accepted() {
        return accepted.sum();
    }

    /** No new clients, and the port is free; those that are there stay. Not on a loop's thread. */
    public void stopAccepting() {
        servers.forEach(server -> server.close().awaitUninterruptibly());
        loops.awaitTurn();
    }

    /** Stops accepting and cuts every client. Not on a loop's thread. */
    @Override
    public void close() {
        closeAll(List.of(this));
    }

    /**
     * As {@link #close}, of several at once: however many of their clients' handlers do not return, they are waited for once,
     * for 2 s in all. Not on a loop's thread.
     */
    public static void closeAll(List<Listener> listeners) {
        listeners.forEach(Listener::stopAccepting);
        listeners.forEach(Listener::cutClients);
        listeners.forEach(listener -> listener.fibers.interrupt());
        long endNanos = System.nanoTime() + Fibers.END_TIMEOUT.toNanos();
        listeners.forEach(listener -> listener.fibers.await(endNanos));
    }

    /** All are told before one is waited for. */
    private void cutClients() {
        List<ChannelFuture> closed = clients.stream().map(Channel::close).toList();
        closed.forEach(ChannelFuture::awaitUninterruptibly);
    }
}
