package dev.usher.bench.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.loop.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection: requests one after the other, each answered in chunks; also the wire of the one that is being
 * answered. What is pipelined waits, {@value #PIPELINED_MAX} requests at most.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Wire {
    private static final String PROTOCOL = "HTTP/1.1";
    private static final int PIPELINED_MAX = 16;

    private final Service service;
    private final Loop loop;
    private final ChannelHandlerContext context;
    private final Deque<LlmRequest> waiting = new ArrayDeque<>();
    private @Nullable Answer answer;
    private boolean busy;
    private boolean lastOne;
    private int answered;

    Http1Connection(Service service, Loop loop, ChannelHandlerContext context) {
        this.service = service;
        this.loop = loop;
        this.context = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        FullHttpRequest request = (FullHttpRequest) message;
        try {
            if (request.decoderResult().isFailure() || waiting.size() == PIPELINED_MAX) {
                var _ = ctx.close();
                return;
            }
            lastOne |= !HttpUtil.isKeepAlive(request);
            waiting.addLast(plain(request));
        } finally {
            request.release();
        }
        next();
    }

    private static LlmRequest plain(FullHttpRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .iteratorAsString()
                .forEachRemaining(h -> headers.put(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
        return new LlmRequest(
                PROTOCOL,
                request.method().name(),
                request.uri(),
                headers,
                request.content().toString(UTF_8));
    }

    private void next() {
        LlmRequest request = busy ? null : waiting.pollFirst();
        if (request == null) {
            return;
        }
        busy = true;
        service.counters().requestsOnConnection(1);
        Answer begun = service.request(request, this, loop);
        if (begun != null) {
            answer = begun;
            begun.begin(service.settings().firstDelayMillis());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (answer != null) {
            answer.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.clear();
        if (answer != null) {
            answer.gone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public ByteBufAllocator allocator() {
        return context.alloc();
    }

    @Override
    public void head(int status, Map<String, String> headers) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        headers.forEach((name, value) -> response.headers().set(name, value));
        if (hasBody(status)) {
            HttpUtil.setTransferEncodingChunked(response, true);
        }
        if (lastOne && waiting.isEmpty()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        var _ = context.write(response);
    }

    /** RFC 9110, 15.4.5: a 304 has none. */
    private static boolean hasBody(int status) {
        return status != HttpResponseStatus.NOT_MODIFIED.code();
    }

    @Override
    public void frame(ByteBuf bytes) {
        var _ = context.write(new DefaultHttpContent(bytes));
    }

    @Override
    public void flush() {
        context.flush();
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    @Override
    public void end() {
        var _ = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        answer = null;
        busy = false;
        answered++;
        if (lastOne && waiting.isEmpty()) {
            var _ = context.close();
        } else {
            loop.execute(this::next);
        }
    }

    @Override
    public void reset() {
        answer = null;
        if (context.channel() instanceof SocketChannel tcp) {
            tcp.config().setSoLinger(0); // RST instead of FIN, socket(7)
        }
        Entrance.closeAbruptly(context.channel());
    }

    @Override
    public void refuse() {
        answer = null;
        var _ = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void die() {
        reset();
    }

    @Override
    public void goAway() {
        // HTTP/1.1 has no such word.
    }

    @Override
    public void goAwayWithoutThis() {
        refuse();
    }

    @Override
    public boolean isReused() {
        return answered > 0;
    }
}
