package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.ChatMessage;
import dev.usher.daemon.backend.HandoffData;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.upstream.UpstreamTarget;
import dev.usher.loop.Loop;
import dev.usher.loop.Loops;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A loop, an upstream that is told what to say, and a client that notes what it hears. */
final class ModelTable implements AutoCloseable {
    static final UpstreamTarget BASE = UpstreamTarget.parse("http://127.0.0.1:1/v1");
    static final String KEY = "sk-test-4f0c9a";

    /** A step of a test, on the loop. */
    interface Step {
        void run() throws Exception;
    }

    private final Loops loops = Loops.start("model-test", 1);
    final Loop loop = loops.next();
    final ScriptedUpstream upstream = new ScriptedUpstream();
    final HeardTokens heard = new HeardTokens();

    OpenAiBackend openAi() {
        return new OpenAiBackend(new OpenAiSettings(BASE, () -> KEY, "gpt-4o-mini"), upstream, null);
    }

    AnthropicBackend anthropic() {
        return new AnthropicBackend(new AnthropicSettings(BASE, () -> KEY, "claude", 4096), upstream, null);
    }

    LangGraphServer langGraph() {
        return new LangGraphServer(
                new LangGraphSettings(BASE, () -> KEY, "agent", List.of("messages-tuple"), PartFormat.OPENAI),
                upstream);
    }

    /** Opens on the loop; data as an application would hand them over. */
    Upstream open(Backend backend, String json) {
        return backend.open(new SeatRequest("r1", data(json, null), loop), heard);
    }

    static HandoffData data(String json, @Nullable String testPattern) {
        return new HandoffData(
                ByteBuffer.wrap(json.getBytes(UTF_8)),
                null,
                null,
                List.<ChatMessage>of(),
                null,
                null,
                null,
                testPattern,
                null);
    }

    /** Runs a step on the loop and waits for it; what it throws is thrown here. */
    void on(Step step) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                step.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        loops.close();
    }
}
