package dev.usher.daemon.model;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.upstream.Header;
import dev.usher.daemon.upstream.UpstreamClient;
import dev.usher.daemon.upstream.UpstreamRequest;
import java.util.List;

/**
 * Asks an API that is compatible with OpenAI's chat completions. The application's messages, or its prompt as one, are sent as
 * they came; so is every field that Usher does not know. What makes the answer a stream of one choice is not the application's
 * to change.
 */
public final class OpenAiBackend implements Backend {
    private final Api api;
    private final String model;

    /**
     * Makes one.
     *
     * @param client asks the API at {@code settings.base()}; the caller's to close
     */
    public OpenAiBackend(OpenAiSettings settings, UpstreamClient client) {
        this.api = new Api("openai", client, settings.key());
        this.model = settings.model();
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        return Asking.open(request, sink, () -> {
            UpstreamRequest asked = request(request);
            ModelStream stream = new ModelStream(api, request, sink, new OpenAiAnswer());
            stream.ask(asked);
            return stream;
        });
    }

    private UpstreamRequest request(SeatRequest request) throws BadRequest {
        Handed handed = Handed.of(request.data());
        List<Header> headers = Api.headers(request);
        api.addKey(headers, "Authorization", "Bearer ");
        return new UpstreamRequest("POST", "/chat/completions", headers, body(handed));
    }

    private byte[] body(Handed handed) throws BadRequest {
        RequestJson body = new RequestJson(handed);
        body.model(model);
        body.field("messages").put(Conversation.withSystem(handed));
        body.copy("max_tokens");
        body.copy("temperature");
        body.others();
        body.field("stream").put("true");
        return body.toBytes();
    }
}
