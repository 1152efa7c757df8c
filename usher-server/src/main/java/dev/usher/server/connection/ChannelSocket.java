package dev.usher.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannel;
import java.net.SocketAddress;

/** The facts of a client's socket as its Netty channel knows them. */
final class ChannelSocket implements ClientSocket {
    private static final SocketAddress UNNAMED = new DomainSocketAddress("");

    private final Channel channel;

    ChannelSocket(Channel channel) {
        this.channel = channel;
    }

    @Override
    public SocketAddress remoteAddress() {
        SocketAddress remote = channel.remoteAddress();
        return remote == null ? UNNAMED : remote;
    }

    @Override
    public SocketAddress localAddress() {
        SocketAddress local = channel.localAddress();
        return local == null ? UNNAMED : local;
    }

    @Override
    public String remoteHost() {
        return AddressText.of(remoteAddress(), "-");
    }

    @Override
    public boolean isNoDelay() {
        return Boolean.TRUE.equals(channel.config().getOption(ChannelOption.TCP_NODELAY));
    }

    @Override
    public void noDelay(boolean on) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, on);
    }

    @Override
    public int descriptor() {
        return ((UnixChannel) channel).fd().intValue();
    }
}
