package dev.usher.server.connection;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.ReserveFd;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When no descriptors are left: spends the one in reserve on one waiting client, tells it so, and takes it back. One
 * loop only.
 *
 * <pre>
 *   HELD ── begins ─► SPENT, the next client is refused ── it is closed, or the rest ends ─► HELD
 * </pre>
 */
final class LoadShedder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("connection");
    /** A refused client that does not hang up by itself is closed: its descriptor is the reserve. */
    private static final int PATIENCE_MILLIS = 400;

    private final Loop loop;
    private final byte[] refusal;
    private final ReserveFd reserve;
    /** Made beforehand: where no descriptor is left no class can be loaded either. */
    private final Drop drop = new Drop();

    private boolean closed;
    private boolean refusing;

    /** @param refusal what a refused client is sent, ISO-8859-1 */
    LoadShedder(Loop loop, String refusal) throws ErrnoException {
        this.loop = loop;
        this.refusal = refusal.getBytes(StandardCharsets.ISO_8859_1);
        this.reserve = ReserveFd.hold();
    }

    /** Frees the reserve for the next client. @return whether there was one to free */
    boolean begins() {
        refusing = !closed && reserve.spend();
        return refusing;
    }

    /** Whether this client is the one to refuse. */
    boolean takes(Channel client) {
        boolean taken = refusing;
        refusing = false;
        if (taken) {
            client.closeFuture().addListener(_ -> refill());
        }
        return taken;
    }

    /** Says so, and waits a little for the client to hang up, so that the words are not lost by a reset. */
    void refuse(Channel client) {
        client.pipeline().addLast(drop);
        client.writeAndFlush(Unpooled.wrappedBuffer(refusal)).addListener(_ -> {
            var _ = ((DuplexChannel) client).shutdownOutput();
        });
        loop.wheel().set(new Timer(() -> closeRefused(client)), PATIENCE_MILLIS);
    }

    private static void closeRefused(Channel client) {
        var _ = client.close();
    }

    /** The rest is over: where no client came the reserve is taken back. */
    void ends() {
        refusing = false;
        refill();
    }

    private void refill() {
        try {
            if (!closed && !reserve.refill()) {
                LOG.debug("no descriptor is free for the reserve yet");
            }
        } catch (ErrnoException e) {
            LOG.warn("the reserve descriptor could not be taken back", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        reserve.close();
    }

    /** What a refused client sends is of no interest. */
    @Sharable
    private static final class Drop extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
