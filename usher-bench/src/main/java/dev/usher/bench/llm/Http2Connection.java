package dev.usher.bench.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.loop.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection: Netty's codec below, one small object a stream above it, no channel a stream. What became ready in
 * one turn of the loop leaves together.
 *
 * <pre>
 *   of a stream: HEADERS, DATA… ─ END_STREAM ─▶ request ─▶ Answer ─▶ end | RST_STREAM
 *                                                  └ closed by the client or with the connection ─▶ Answer.gone
 * </pre>
 */
final class Http2Connection extends Http2EventAdapter {
    static final String PROTOCOL = "HTTP/2";

    private final Service service;
    private final Loop loop;
    private final Http2ConnectionHandler handler;
    private final PropertyKey key;
    private final ChannelHandlerContext context;
    private int open;
    private int answered;
    private boolean flushing;

    private Http2Connection(Service service, Loop loop, Channel channel) throws Http2Exception {
        LlmSettings settings = service.settings();
        this.service = service;
        this.loop = loop;
        this.handler = new Http2ConnectionHandlerBuilder()
                .server(true)
                .frameListener(this)
                .initialSettings(announced(settings))
                // Its clients are under test, and cancel as often as they like.
                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                .encoderEnforceMaxRstFramesPerWindow(0, 0)
                .gracefulShutdownTimeoutMillis(-1)
                .build();
        this.key = handler.connection().newKey();
        handler.connection().addListener(this);
        handler.encoder().flowController().listener(this::writable);
        channel.pipeline().addLast(handler);
        this.context = channel.pipeline().context(handler);
        widen(settings);
    }

    /** Speaks HTTP/2 on this channel from now on. */
    static void begin(Service service, Loop loop, Channel channel) throws Http2Exception {
        new Http2Connection(service, loop, channel);
    }

    private static Http2Settings announced(LlmSettings settings) {
        Http2Settings announced = Http2Settings.defaultSettings().initialWindowSize(settings.streamWindowBytes());
        return settings.streamsMax() == 0 ? announced : announced.maxConcurrentStreams(settings.streamsMax());
    }

    /** SETTINGS do not touch the connection's own window (RFC 9113, 6.9.2). */
    private void widen(LlmSettings settings) throws Http2Exception {
        Http2Stream whole = handler.connection().connectionStream();
        int more = settings.connectionWindowBytes()
                - handler.connection().local().flowController().windowSize(whole);
        if (more > 0) {
            handler.connection().local().flowController().incrementWindowSize(whole, more);
        }
    }

    private @Nullable Exchange exchange(Http2Stream stream) {
        return stream.getProperty(key);
    }

    private @Nullable Exchange exchange(int streamId) {
        Http2Stream stream = handler.connection().stream(streamId);
        return stream == null ? null : exchange(stream);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end) {
        Http2Stream stream = handler.connection().stream(streamId);
        if (stream == null || exchange(stream) != null) {
            finishRequest(streamId, end); // trailers
            return;
        }
        stream.setProperty(key, new Exchange(stream, headers));
        open++;
        service.counters().requestsOnConnection(open);
        finishRequest(streamId, end);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        onHeadersRead(ctx, streamId, headers, padding, end);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end) {
        int read = data.readableBytes() + padding;
        Exchange exchange = exchange(streamId);
        if (exchange != null) {
            exchange.receive(data);
        }
        finishRequest(streamId, end);
        return read;
    }

    private void finishRequest(int streamId, boolean end) {
        Exchange exchange = exchange(streamId);
        if (end && exchange != null) {
            exchange.begin();
        }
    }

    private void writable(Http2Stream stream) {
        Exchange exchange = exchange(stream);
        if (exchange != null && exchange.answer != null) {
            exchange.answer.writable();
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Exchange exchange = stream.removeProperty(key);
        if (exchange != null) {
            open--;
            exchange.closed();
        }
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            loop.atEndOfTurn(this::flushNow);
        }
    }

    private void flushNow() {
        flushing = false;
        handler.flush(context);
    }

    /** What is read of one stream's request, and the wire of its answer. */
    private final class Exchange implements Wire {
        private static final int BODY_BYTES_FIRST = 1024;

        private final Http2Stream stream;
        private final Http2Headers headers;
        private ByteBuf body = Unpooled.EMPTY_BUFFER;
        private @Nullable Answer answer;

        Exchange(Http2Stream stream, Http2Headers headers) {
            this.stream = stream;
            this.headers = headers;
        }

        void receive(ByteBuf data) {
            if (body.capacity() == 0) {
                body = allocator().buffer(Math.max(BODY_BYTES_FIRST, data.readableBytes()), Entrance.BODY_BYTES_MAX);
            }
            if (data.readableBytes() > body.maxWritableBytes()) {
                reset();
            } else {
                body.writeBytes(data);
            }
        }

        void begin() {
            LlmRequest request = request();
            Answer begun = service.request(request, this, loop);
            if (begun != null) {
                answer = begun;
                begun.begin(service.settings().firstDelayMillis());
            }
        }

        private LlmRequest request() {
            Map<String, String> plain = new HashMap<>();
            headers.forEach(header ->
                    plain.put(header.getKey().toString(), header.getValue().toString()));
            plain.keySet().removeIf(name -> name.startsWith(":"));
            String text = body.toString(UTF_8);
            releaseBody();
            return new LlmRequest(
                    PROTOCOL, String.valueOf(headers.method()), String.valueOf(headers.path()), plain, text);
        }

        private void releaseBody() {
            body.release();
            body = Unpooled.EMPTY_BUFFER;
        }

        void closed() {
            releaseBody();
            if (answer != null) {
                answer.gone();
            }
        }

        @Override
        public ByteBufAllocator allocator() {
            return context.alloc();
        }

        @Override
        public void head(int status, Map<String, String> fields) {
            Http2Headers head = new DefaultHttp2Headers().status(Integer.toString(status));
            fields.forEach(head::set);
            var _ = handler.encoder().writeHeaders(context, stream.id(), head, 0, false, context.newPromise());
        }

        @Override
        public void frame(ByteBuf bytes) {
            var _ = handler.encoder().writeData(context, stream.id(), bytes, 0, false, context.newPromise());
        }

        @Override
        public void flush() {
            flushLater();
        }

        @Override
        public boolean isWritable() {
            return handler.encoder().flowController().isWritable(stream);
        }

        @Override
        public void end() {
            answered++;
            answer = null;
            var _ = handler.encoder()
                    .writeData(context, stream.id(), Unpooled.EMPTY_BUFFER, 0, true, context.newPromise());
            flushLater();
        }

        @Override
        public void reset() {
            reset(Http2Error.INTERNAL_ERROR);
        }

        private void reset(Http2Error error) {
            answer = null;
            var _ = handler.resetStream(context, stream.id(), error.code(), context.newPromise());
            flushLater();
        }

        @Override
        public void refuse() {
            reset(Http2Error.REFUSED_STREAM);
        }

        @Override
        public void die() {
            answer = null;
            if (context.channel() instanceof SocketChannel tcp) {
                tcp.config().setSoLinger(0); // RST instead of FIN, socket(7)
            }
            Entrance.closeAbruptly(context.channel());
        }

        @Override
        public void goAway() {
            goAway(handler.connection().remote().lastStreamCreated());
        }

        @Override
        public void goAwayWithoutThis() {
            answer = null;
            goAway(Math.max(0, stream.id() - 2));
        }

        /** The connection ends with the last of its streams: Netty waits for them. */
        private void goAway(int lastStreamId) {
            var _ = handler.goAway(
                    context, lastStreamId, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
            service.counters().goAwaySent();
            handler.flush(context);
            var _ = context.channel().close();
        }

        @Override
        public boolean isReused() {
            return answered > 0;
        }
    }
}
