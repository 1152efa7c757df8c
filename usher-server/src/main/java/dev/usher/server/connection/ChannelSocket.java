package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Flush;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client's socket as its Netty channel and its wire know it. */
final class ChannelSocket implements ClientSocket {
    private static final SocketAddress UNNAMED = new DomainSocketAddress("");

    private static final Duration TIMEOUT_MIN = Duration.ofMillis(1);

    private final Channel channel;

    private final ClientConnection connection;

    /** What a proxy has said; logs are written by other threads too. */
    private volatile @Nullable InetSocketAddress said;

    ChannelSocket(Channel channel, ClientConnection connection) {
        this.channel = channel;
        this.connection = connection;
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("a buffer without room receives nothing, and 0 would look like the end");
        }
        requireDriver("receive");
        try (Brigade got = new Brigade()) {
            Status _ = connection.wire().get(got, ReadMode.READBYTES, Block.BLOCK, into.remaining());
            int before = into.position();
            for (Bucket bucket : got) {
                if (bucket instanceof Data data) {
                    into.put(data.content().nioBuffer());
                }
            }
            return into.position() - before;
        }
    }

    private void requireDriver(String what) {
        if (!connection.isDriver()) {
            throw new IllegalStateException(what + " of " + connection + " was called by " + Thread.currentThread()
                    + ": only its driver does that, give the step to Connection.execute");
        }
    }

    @Override
    public int send(ByteBuffer from) throws IOException {
        requireDriver("send");
        if (!connection.driver().mayBlock()) {
            throw new IllegalStateException("a send that may wait on an event loop");
        }
        int length = from.remaining();
        byte[] copy = new byte[length];
        from.get(copy);
        try (Brigade brigade = Brigade.of(new Data(Unpooled.wrappedBuffer(copy)), new Flush())) {
            connection.wire().pass(brigade);
        }
        return length;
    }

    @Override
    public Duration timeout() {
        return Duration.ofNanos(connection.timeoutNanos());
    }

    @Override
    public void timeout(Duration each) {
        if (each.compareTo(TIMEOUT_MIN) < 0 || each.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a timeout must be 1 ms to " + TIMEOUT_MAX.toDays() + " days, not " + each);
        }
        connection.timeoutNanos(each.toNanos());
    }

    @Override
    public SocketAddress remoteAddress() {
        SocketAddress remote = said == null ? channel.remoteAddress() : said;
        return remote == null ? UNNAMED : remote;
    }

    @Override
    public void remoteAddress(InetSocketAddress newSaid) {
        if (newSaid.isUnresolved()) {
            throw new IllegalArgumentException("a client has an address, not the name " + newSaid);
        }
        said = newSaid;
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
