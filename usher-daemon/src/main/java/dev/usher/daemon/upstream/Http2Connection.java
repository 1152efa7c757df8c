package dev.usher.daemon.upstream;

import dev.usher.loop.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/2 (RFC 9113): as many calls at a time as the server allows, each a stream. No channel a
 * stream: a call hangs on Netty's stream object.
 *
 * <pre>
 *   OPEN ── GOAWAY, or no stream number left ──► LEAVING ── its last call is over ──► CLOSED
 *     └───── closed by either side, no answer to PING, 60 s without a call ─────────────►
 * </pre>
 */
final class Http2Connection extends Http2EventAdapter implements Carrier, Timer.Expiry {
    private static final long IDLE_MILLIS = 60_000;
    private static final int HEAD_MAX = 64 * 1024;
    private static final int DEBUG_MAX = 200;
    /** So many go out before a server we do not know has said what it allows: some close the connection on one too many. */
    private static final int CALLS_UNASKED = 1;

    private static final int LAST_STREAM = Integer.MAX_VALUE - 2;

    private final Channel channel;
    private final Pool pool;
    private final TransportSettings settings;
    private final DefaultHttp2Connection streams = new DefaultHttp2Connection(false, 0);
    private final PropertyKey callKey = streams.newKey();
    private final Http2ConnectionHandler handler;
    private final Timer timer = new Timer(this);
    private final Runnable flush = this::flush;
    private int limit;
    private int calls;
    private final long settledByMillis;
    private long heardMillis;
    private boolean pinged;
    private boolean known; // what the server allows
    private boolean leaving;
    private boolean closed;
    private boolean flushing;
    private String fault = "the connection was closed";

    private Http2Connection(Channel channel, Pool pool) {
        this.channel = channel;
        this.pool = pool;
        this.settings = pool.upstream().settings();
        this.limit = pool.upstream().hasLearned() ? pool.upstream().callsPerConnection() : CALLS_UNASKED;
        this.heardMillis = nowMillis();
        this.settledByMillis = heardMillis + settings.connectTimeoutMillis();
        streams.addListener(this);
        // Nobody uses priorities any more (RFC 9113 section 5.3): no tree of them for each stream.
        streams.remote()
                .flowController(
                        new DefaultHttp2RemoteFlowController(streams, new UniformStreamByteDistributor(streams)));
        this.handler = new Http2ConnectionHandlerBuilder()
                .connection(streams)
                .frameListener(this)
                .initialSettings(Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .initialWindowSize(settings.streamWindowBytes())
                        .maxHeaderListSize(HEAD_MAX))
                .encoderEnforceMaxConcurrentStreams(false)
                .encoderEnforceMaxRstFramesPerWindow(0, 0) // a thousand clients may leave at once
                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    /** Puts itself on a channel that is connected. */
    static Http2Connection begin(Channel channel, Pool pool) {
        Http2Connection connection = new Http2Connection(channel, pool);
        channel.pipeline().addLast(connection.handler, new End(connection));
        connection.openWindow();
        connection.setTimer();
        return connection;
    }

    private void openWindow() {
        int more = settings.connectionWindowBytes()
                - streams.local().flowController().windowSize(streams.connectionStream());
        if (more > 0) {
            try {
                streams.local().flowController().incrementWindowSize(streams.connectionStream(), more);
            } catch (Http2Exception e) {
                breakOff(Fault.text(e));
            }
        }
        flushSoon();
    }

    /** How many more calls it is believed to take once its server has said what it allows (RFC 9113 section 3.4). */
    int roomToCome() {
        return known || leaving || closed ? 0 : Math.max(0, pool.upstream().callsPerConnection() - calls);
    }

    /** Whether one more call may go on it. */
    boolean hasRoom() {
        return !leaving
                && !closed
                && calls < limit
                && channel.isActive()
                && streams.local().lastStreamCreated() < LAST_STREAM;
    }

    void send(ClientCall call) {
        UpstreamRequest request = call.request();
        int number = streams.local().incrementAndGetNextStreamId();
        calls++;
        boolean hasBody = request.body().length > 0;
        ChannelHandlerContext context = context();
        ChannelFuture _ =
                handler.encoder().writeHeaders(context, number, headers(request), 0, !hasBody, channel.newPromise());
        Http2Stream stream = streams.stream(number);
        if (stream == null) {
            calls--;
            call.retryOrFail(new UpstreamFailure(UpstreamFailure.Kind.REFUSED, pool.upstream() + ": " + fault));
            return;
        }
        stream.setProperty(callKey, call);
        call.carriedBy(this, number);
        if (hasBody) {
            ChannelFuture _ = handler.encoder()
                    .writeData(context, number, Unpooled.wrappedBuffer(request.body()), 0, true, channel.newPromise());
        }
        flushSoon();
        if (calls == 1) {
            heardMillis = nowMillis();
            setTimer();
        }
    }

    private Http2Headers headers(UpstreamRequest request) {
        UpstreamTarget target = pool.upstream().target();
        Http2Headers headers = new DefaultHttp2Headers(false)
                .method(request.method())
                .scheme(target.tls() ? "https" : "http")
                .authority(target.authority())
                .path(target.path() + request.path());
        request.headers().forEach(header -> headers.add(header.name().toLowerCase(Locale.ROOT), header.value()));
        headers.set("content-length", Integer.toString(request.body().length));
        return headers;
    }

    private ChannelHandlerContext context() {
        return channel.pipeline().context(handler);
    }

    private @Nullable ClientCall call(int number) {
        Http2Stream stream = streams.stream(number);
        return stream == null ? null : stream.getProperty(callKey);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings theirs) {
        Long allowed = theirs.maxConcurrentStreams();
        if (allowed != null || !known) {
            limit = allowed == null ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, allowed);
            pool.upstream().learned(limit);
        }
        heard();
        if (known) {
            pool.serveWaiting();
        } else {
            known = true;
            setTimer();
            pool.settled(this);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int number,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream) {
        onHeadersRead(ctx, number, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int number, Http2Headers headers, int padding, boolean endOfStream) {
        heard();
        ClientCall call = call(number);
        if (call == null) {
            return;
        }
        if (!call.isAnswered()) {
            int status = status(headers);
            if (status < 200) {
                if (status < 100 || status == 101 || endOfStream) {
                    reset(call, Http2Error.PROTOCOL_ERROR);
                    call.failed(new UpstreamFailure(
                            UpstreamFailure.Kind.PROTOCOL, pool.upstream() + " answered without a status"));
                }
                return;
            }
            call.head(new Head(status, headers));
        }
        if (endOfStream) {
            ended(number);
        }
    }

    private static int status(Http2Headers headers) {
        CharSequence text = headers.status();
        if (text == null || text.length() != 3) {
            return 0;
        }
        int status = 0;
        for (int i = 0; i < 3; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            status = status * 10 + digit - '0';
        }
        return status;
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int number, ByteBuf data, int padding, boolean endOfStream) {
        heard();
        int all = data.readableBytes() + padding;
        int kept = 0;
        ClientCall call = call(number);
        if (call != null && data.isReadable()) {
            kept = data.readableBytes();
            kept -= call.data(data);
        }
        if (endOfStream) {
            ended(number);
        }
        return all - kept;
    }

    private void ended(int number) {
        ClientCall call = call(number);
        if (call != null) {
            forget(call);
            call.end();
        }
    }

    /** The call is no more this connection's. */
    private void forget(ClientCall call) {
        Http2Stream stream = streams.stream(call.stream());
        if (stream != null && stream.removeProperty(callKey) != null) {
            calls--;
            pool.loop().execute(this::callIsOver);
        }
    }

    private void callIsOver() {
        if (leaving && calls == 0) {
            close();
        } else {
            if (calls == 0) {
                heardMillis = nowMillis();
                setTimer();
            }
            if (pool.hasWaiting()) {
                pool.serveWaiting();
            }
        }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int number, long code) {
        heard();
        ClientCall call = call(number);
        if (call == null) {
            return;
        }
        forget(call);
        String said = pool.upstream() + " reset the stream: " + name(code);
        if (code == Http2Error.REFUSED_STREAM.code()) {
            call.retryOrFail(new UpstreamFailure(kind(call), said));
        } else {
            call.failed(new UpstreamFailure(kind(call), said));
        }
    }

    private static UpstreamFailure.Kind kind(ClientCall call) {
        return call.isAnswered() ? UpstreamFailure.Kind.CUT : UpstreamFailure.Kind.REFUSED;
    }

    private static String name(long code) {
        Http2Error error = Http2Error.valueOf(code);
        return error == null ? "error " + code : error.name();
    }

    /** Netty closes the streams above the last one the server takes care of, each with {@link #onStreamClosed}. */
    @Override
    public void onGoAwayReceived(int lastStream, long code, ByteBuf debug) {
        heard();
        leaving = true;
        String said = debug.toString(StandardCharsets.US_ASCII).replaceAll("[^ -~]+", " ");
        fault = "GOAWAY " + name(code)
                + (said.isEmpty() ? "" : ": " + said.substring(0, Math.min(DEBUG_MAX, said.length())));
        pool.gone(this);
        notSettled();
        pool.loop().execute(this::callIsOver);
    }

    /** Calls that wait for what the server allows wait no longer: in a task, as Netty may be in the midst of its streams. */
    private void notSettled() {
        int room = pool.upstream().callsPerConnection();
        if (!known) {
            known = true;
            UpstreamFailure why = new UpstreamFailure(UpstreamFailure.Kind.REFUSED, pool.upstream() + ": " + fault);
            pool.loop().execute(() -> pool.notSettled(room, why));
        }
    }

    /** Whatever else ends a stream: the connection's end, a frame that was none, GOAWAY. */
    @Override
    public void onStreamClosed(Http2Stream stream) {
        ClientCall call = stream.removeProperty(callKey);
        if (call != null) {
            calls--;
            pool.loop().execute(this::callIsOver);
            UpstreamFailure why = new UpstreamFailure(kind(call), pool.upstream() + ": " + fault);
            // In a task: Netty is in the midst of its streams.
            pool.loop().execute(() -> call.retryOrFail(why));
        }
    }

    private void heard() {
        heardMillis = nowMillis();
        pinged = false;
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        heard();
    }

    @Override
    public void expired() {
        long silent = nowMillis() - heardMillis;
        if (!known && nowMillis() >= settledByMillis) {
            breakOff("no SETTINGS within " + settings.connectTimeoutMillis() + " ms");
            return;
        }
        if (calls == 0) {
            if (silent >= IDLE_MILLIS) {
                close();
                return;
            }
        } else if (settings.pingIntervalMillis() > 0 && silent >= settings.pingIntervalMillis()) {
            if (pinged) {
                breakOff("no answer to PING within " + settings.pingIntervalMillis() + " ms");
                return;
            }
            pinged = true;
            heardMillis = nowMillis(); // the same time again for the answer
            ChannelFuture _ = handler.encoder().writePing(context(), false, heardMillis, channel.newPromise());
            flushSoon();
        }
        setTimer();
    }

    private void setTimer() {
        long after = calls == 0 ? IDLE_MILLIS : settings.pingIntervalMillis();
        long next = after == 0 ? Long.MAX_VALUE : heardMillis + after;
        if (!known) {
            next = Math.min(next, settledByMillis);
        }
        if (closed || next == Long.MAX_VALUE) {
            pool.loop().wheel().clear(timer);
        } else {
            pool.loop().wheel().set(timer, Math.max(1, next - nowMillis()));
        }
    }

    private static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            pool.loop().atEndOfTurn(flush);
        }
    }

    private void flush() {
        flushing = false;
        if (!closed) {
            channel.flush();
        }
    }

    @Override
    public void pause(ClientCall call) {
        // What comes is kept and not consumed: the stream's window closes.
    }

    @Override
    public void resume(ClientCall call) {
        // See consumed().
    }

    @Override
    public void consumed(ClientCall call, int bytes) {
        Http2Stream stream = streams.stream(call.stream());
        if (bytes == 0 || stream == null || closed) {
            return;
        }
        try {
            if (streams.local().flowController().consumeBytes(stream, bytes)) {
                flushSoon();
            }
        } catch (Http2Exception e) {
            breakOff(Fault.text(e));
        }
    }

    @Override
    public void cancel(ClientCall call) {
        reset(call, Http2Error.CANCEL);
    }

    private void reset(ClientCall call, Http2Error why) {
        forget(call);
        if (!closed) {
            ChannelFuture _ = handler.resetStream(context(), call.stream(), why.code(), channel.newPromise());
            flushSoon();
        }
    }

    private void breakOff(String why) {
        fault = why;
        close();
    }

    /** Its calls fail, or begin anew. */
    void close() {
        ChannelFuture _ = channel.close();
        gone();
    }

    private void gone() {
        if (!closed) {
            closed = true;
            pool.loop().wheel().clear(timer);
            pool.gone(this);
            notSettled();
        }
    }

    /** Hears of the connection's end, and what broke it. */
    private static final class End extends ChannelInboundHandlerAdapter {
        private final Http2Connection connection;

        End(Http2Connection connection) {
            this.connection = connection;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            connection.gone();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            connection.breakOff(Fault.text(cause));
        }
    }

    private record Head(int status, Http2Headers headers) implements AnswerHead {
        @Override
        public @Nullable String first(String name) {
            CharSequence value = headers.get(name);
            return value == null ? null : value.toString();
        }
    }
}
