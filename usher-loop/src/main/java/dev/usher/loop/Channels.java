package dev.usher.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Netty's channels as our loops take them, whatever {@link Transport} they wait with. */
public final class Channels {
    /** SO_REUSEPORT (socket(7)) of a listener. */
    public static final ChannelOption<Boolean> REUSE_PORT = EpollChannelOption.SO_REUSEPORT;

    private Channels() {}

    /**
     * Loads what Netty's own {@code Socket} and {@code FileDescriptor} call, for who uses them without a channel.
     *
     * @throws UnsatisfiedLinkError where it does not load on this machine
     */
    public static void loadNative() {
        Epoll.ensureAvailability();
    }

    /** For a bootstrap that connects to {@code address}: TCP, or a Unix socket. */
    public static Class<? extends Channel> connecting(SocketAddress address) {
        return address instanceof DomainSocketAddress ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
    }

    /** For a bootstrap that listens at {@code address}: TCP, or a Unix socket. */
    public static Class<? extends ServerChannel> listening(SocketAddress address) {
        return address instanceof DomainSocketAddress
                ? EpollServerDomainSocketChannel.class
                : EpollServerSocketChannel.class;
    }

    /** A TCP socket of the address's family (null: of both), neither bound nor connected; the caller's to register or close. */
    public static Channel unconnected(@Nullable InetAddress address) {
        return address instanceof Inet4Address
                ? new EpollSocketChannel(SocketProtocolFamily.INET)
                : new EpollSocketChannel();
    }

    /** A TCP listener of the address's family (null: of both), not bound yet; the caller's to register or close. */
    public static ServerChannel listener(@Nullable InetAddress address) {
        return address instanceof Inet4Address
                ? new EpollServerSocketChannel(SocketProtocolFamily.INET)
                : new EpollServerSocketChannel();
    }
}
