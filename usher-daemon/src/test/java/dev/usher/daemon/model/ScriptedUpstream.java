package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.upstream.AnswerHead;
import dev.usher.daemon.upstream.AnswerListener;
import dev.usher.daemon.upstream.Call;
import dev.usher.daemon.upstream.Header;
import dev.usher.daemon.upstream.UpstreamClient;
import dev.usher.daemon.upstream.UpstreamFailure;
import dev.usher.daemon.upstream.UpstreamRequest;
import dev.usher.loop.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An upstream that says what the test tells it to, piece by piece, and keeps what a paused listener leaves. On one loop. */
final class ScriptedUpstream implements UpstreamClient {
    final List<UpstreamRequest> requests = new ArrayList<>();
    private AnswerListener listener;
    private ByteBuf kept = Unpooled.EMPTY_BUFFER;
    boolean paused;
    boolean cancelled;
    private boolean over;

    private final Call call = new Call() {
        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
            pass();
        }

        @Override
        public void cancel() {
            cancelled = !over;
        }
    };

    @Override
    public Call call(Loop loop, UpstreamRequest request, AnswerListener asking) {
        requests.add(request);
        listener = asking;
        over = false;
        return call;
    }

    @Override
    public void close() {}

    String body() {
        return new String(requests.getLast().body(), UTF_8);
    }

    /** The value of the last request's header; null where there is none. */
    @Nullable
    String header(String name) {
        return requests.getLast().headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst()
                .orElse(null);
    }

    /** The head of an answer, with fields by their names in small letters. */
    record Head(int status, Map<String, String> fields) implements AnswerHead {
        @Override
        public @Nullable String first(String name) {
            return fields.get(name);
        }
    }

    ScriptedUpstream head(int status, String type) {
        return head(status, Map.of("content-type", type));
    }

    ScriptedUpstream head(int status, Map<String, String> fields) {
        listener.head(new Head(status, fields));
        return this;
    }

    ScriptedUpstream ok() {
        return head(200, "text/event-stream; charset=utf-8");
    }

    ScriptedUpstream says(String text) {
        return says(text.getBytes(UTF_8));
    }

    ScriptedUpstream says(byte[] bytes) {
        kept = Unpooled.wrappedBuffer(kept, Unpooled.wrappedBuffer(bytes));
        pass();
        return this;
    }

    /** Lends bytes and keeps nothing: for measurements. */
    void lend(ByteBuf bytes) {
        listener.data(bytes);
    }

    /** An event without a name. */
    ScriptedUpstream event(String data) {
        return says("data: " + data + "\n\n");
    }

    ScriptedUpstream event(String name, String data) {
        return says("event: " + name + "\ndata: " + data + "\n\n");
    }

    private void pass() {
        if (!paused && !cancelled && kept.isReadable()) {
            listener.data(kept);
            kept = paused ? kept : Unpooled.EMPTY_BUFFER;
        }
    }

    int unread() {
        return kept.readableBytes();
    }

    void ends() {
        over = true;
        if (!cancelled) {
            listener.end();
        }
    }

    void fails(UpstreamFailure.Kind kind) {
        over = true;
        if (!cancelled) {
            listener.failed(new UpstreamFailure(kind, "10.0.0.7 is down"));
        }
    }
}
