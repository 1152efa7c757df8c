package dev.usher.daemon.upstream;

import dev.usher.loop.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/1.1: one call at a time.
 *
 * <pre>
 *   IDLE ── send() ──► BUSY ── last chunk ──► IDLE, where the server keeps it and the pool has room
 *     └── FIN, data, 60 s ──┴── FIN, cancel() ──► CLOSED
 * </pre>
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Carrier, Timer.Expiry {
    private static final int LINE_MAX = 8 * 1024;
    private static final int HEAD_MAX = 64 * 1024;
    private static final int CHUNK_MAX = 64 * 1024;
    private static final long IDLE_MILLIS = 60_000;
    /** Netty copies what it sends to direct memory: no more of a body at a time than this. */
    private static final int SLICE_BYTES = 64 * 1024;

    private static final byte[] NOTHING = {};

    private final Channel channel;
    private final Pool pool;
    private final Timer timer = new Timer(this);
    private @Nullable ClientCall call;
    private byte[] body = NOTHING; // while some of it is to be sent
    private int sent;
    private boolean used;
    private boolean keepAlive;
    private boolean heard;
    private boolean closed;
    private @Nullable String fault;

    private Http1Connection(Channel channel, Pool pool) {
        this.channel = channel;
        this.pool = pool;
    }

    /** Puts itself on a channel that is connected. */
    static Http1Connection begin(Channel channel, Pool pool) {
        Http1Connection connection = new Http1Connection(channel, pool);
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_MAX)
                .setMaxHeaderSize(HEAD_MAX)
                .setMaxChunkSize(CHUNK_MAX);
        channel.pipeline().addLast(new HttpClientCodec(limits, false, false), connection);
        return connection;
    }

    void send(ClientCall next) {
        pool.loop().wheel().clear(timer);
        call = next;
        heard = false;
        keepAlive = false;
        next.carriedBy(this, 0);
        UpstreamRequest request = next.request();
        if (request.body().length <= SLICE_BYTES) {
            write(fullMessage(request));
        } else {
            body = request.body();
            sent = 0;
            write(headers(
                    new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method()), target(request)),
                    request));
            writeBody();
        }
    }

    private void write(Object part) {
        channel.writeAndFlush(part).addListener(written -> {
            if (!written.isSuccess()) {
                fault = fault == null ? Fault.text(written.cause()) : fault;
                close();
            }
        });
    }

    /** Goes on as the server takes it. */
    private void writeBody() {
        while (body.length > 0 && channel.isWritable() && !closed) {
            int length = Math.min(SLICE_BYTES, body.length - sent);
            ByteBuf slice = Unpooled.wrappedBuffer(body, sent, length);
            sent += length;
            if (sent < body.length) {
                write(new DefaultHttpContent(slice));
            } else {
                body = NOTHING;
                write(new DefaultLastHttpContent(slice));
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        writeBody();
    }

    private FullHttpRequest fullMessage(UpstreamRequest request) {
        FullHttpRequest message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(request.method()),
                target(request),
                Unpooled.wrappedBuffer(request.body()));
        headers(message, request);
        return message;
    }

    private String target(UpstreamRequest request) {
        return pool.upstream().target().path() + request.path();
    }

    private HttpRequest headers(HttpRequest message, UpstreamRequest request) {
        UpstreamTarget target = pool.upstream().target();
        message.headers().set(HttpHeaderNames.HOST, target.authority());
        request.headers().forEach(header -> message.headers().add(header.name(), header.value()));
        message.headers().set(HttpHeaderNames.CONTENT_LENGTH, request.body().length);
        return message;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            ClientCall asking = call;
            if (asking == null) {
                close(); // it says something that nobody has asked for
            } else if (message instanceof HttpObject part
                    && part.decoderResult().isFailure()) {
                failedToRead(asking, Fault.text(part.decoderResult().cause()));
            } else {
                read(asking, message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ClientCall asking, Object message) {
        heard = true;
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                if (response.status().code() == 101) {
                    failedToRead(asking, "status 101, which nobody has asked for");
                }
                return;
            }
            keepAlive = HttpUtil.isKeepAlive(response);
            asking.head(new Head(response));
        }
        if (message instanceof HttpContent content && call == asking && asking.isAnswered()) {
            data(asking, content.content());
            if (content instanceof LastHttpContent && call == asking) {
                answered(asking);
            }
        }
    }

    private static void data(ClientCall asking, ByteBuf bytes) {
        if (bytes.isReadable()) {
            int _ = asking.data(bytes);
        }
    }

    private void answered(ClientCall asking) {
        call = null;
        if (keepAlive && body.length == 0 && channel.isActive()) {
            channel.config().setAutoRead(true);
            used = true;
            pool.free(this);
            asking.end();
        } else {
            close();
            asking.end();
        }
    }

    private void failedToRead(ClientCall asking, String why) {
        call = null;
        close();
        asking.failed(new UpstreamFailure(
                UpstreamFailure.Kind.PROTOCOL, pool.upstream() + " answered what is no HTTP/1.1: " + why));
    }

    /** Waits for the next call. */
    void keep() {
        pool.loop().wheel().set(timer, IDLE_MILLIS);
    }

    @Override
    public void expired() {
        close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fault = Fault.text(cause);
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over();
    }

    void close() {
        ChannelFuture _ = channel.close();
        over();
    }

    private void over() {
        if (closed) {
            return;
        }
        closed = true;
        body = NOTHING;
        pool.loop().wheel().clear(timer);
        pool.gone(this);
        ClientCall asking = call;
        call = null;
        if (asking != null) {
            String why = pool.upstream() + ": " + (fault == null ? "the connection was closed" : fault);
            if (asking.isAnswered()) {
                asking.failed(new UpstreamFailure(UpstreamFailure.Kind.CUT, why + " in the midst of the answer"));
            } else if (used && !heard) {
                asking.retryOrFail(new UpstreamFailure(UpstreamFailure.Kind.REFUSED, why + " without an answer"));
            } else {
                asking.failed(new UpstreamFailure(UpstreamFailure.Kind.REFUSED, why + " without an answer"));
            }
        }
    }

    @Override
    public void pause(ClientCall of) {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resume(ClientCall of) {
        channel.config().setAutoRead(true);
    }

    @Override
    public void consumed(ClientCall of, int bytes) {
        // TCP's own window follows what is read.
    }

    @Override
    public void cancel(ClientCall of) {
        call = null;
        close();
    }

    private record Head(HttpResponse response) implements AnswerHead {
        @Override
        public int status() {
            return response.status().code();
        }

        @Override
        public @Nullable String first(String name) {
            return response.headers().get(name);
        }
    }
}
