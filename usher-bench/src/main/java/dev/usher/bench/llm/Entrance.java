package dev.usher.bench.llm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.usher.loop.Loop;
import dev.usher.loop.Loops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a new connection speaks: over TLS what ALPN agreed on (RFC 7301), in the clear HTTP/2 where it begins with
 * HTTP/2's preface (RFC 9113, 3.4), HTTP/1.1 where it does not.
 */
final class Entrance extends ChannelInitializer<Channel> {
    /** A larger request is refused: eight images of 4 MiB fit, written as base64. */
    static final int BODY_BYTES_MAX = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    /** An answer over HTTP/1.1 keeps no more than this, or one chunk, that the kernel did not take. */
    private static final WriteBufferWaterMark HELD_BYTES = new WriteBufferWaterMark(4 << 10, 16 << 10);

    private final Service service;
    private final Loops loops;
    private final ChannelGroup connections;
    private final @Nullable SslContext tls;

    Entrance(Service service, Loops loops, ChannelGroup connections, @Nullable SslContext tls) {
        this.service = service;
        this.loops = loops;
        this.connections = connections;
        this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        service.counters().connectionOpened();
        channel.closeFuture().addListener(_ -> service.counters().connectionClosed());
        if (tls == null) {
            channel.pipeline().addLast(new FirstBytes());
        } else {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Agreed());
        }
    }

    private Loop loopOf(Channel channel) {
        return loops.of(channel.eventLoop());
    }

    private void http1(Channel channel) {
        channel.config().setWriteBufferWaterMark(HELD_BYTES);
        ChannelPipeline pipeline = channel.pipeline();
        HttpObjectAggregator whole = new HttpObjectAggregator(BODY_BYTES_MAX);
        pipeline.addLast(new HttpServerCodec(), whole);
        pipeline.addLast(new Http1Connection(service, loopOf(channel), pipeline.context(whole)), new Trouble());
    }

    private void http2(Channel channel) throws Http2Exception {
        Http2Connection.begin(service, loopOf(channel), channel);
        channel.pipeline().addLast(new Trouble());
    }

    /** Closes without a word of TLS or HTTP. */
    static void closeAbruptly(Channel channel) {
        var _ = channel.pipeline().firstContext().close();
    }

    /** Reads until it is clear whether this is HTTP/2's preface, and gives on what it read. */
    private final class FirstBytes extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Http2Exception {
            int length = Math.min(PREFACE.length, in.readableBytes());
            boolean same = true;
            for (int i = 0; i < length && same; i++) {
                same = in.getByte(in.readerIndex() + i) == PREFACE[i];
            }
            if (same && length < PREFACE.length) {
                return;
            }
            if (same) {
                http2(ctx.channel());
            } else {
                http1(ctx.channel());
            }
            ctx.pipeline().remove(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("a connection ends before its first request: {}", cause.toString());
            var _ = ctx.close();
        }
    }

    /** What ALPN agreed on; HTTP/1.1 where the client named nothing. */
    private final class Agreed extends ApplicationProtocolNegotiationHandler {
        Agreed() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) throws Http2Exception {
            if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
                http2(ctx.channel());
            } else {
                http1(ctx.channel());
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("no TLS: {}", cause.toString());
            var _ = ctx.close();
        }
    }

    /** The end of the pipeline: a connection that breaks is an everyday thing here. */
    private static final class Trouble extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("a connection ends: {}", cause.toString());
            var _ = ctx.close();
        }
    }
}
