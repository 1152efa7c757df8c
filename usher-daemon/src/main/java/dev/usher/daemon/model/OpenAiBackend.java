package dev.usher.daemon.model;

import dev.usher.daemon.attach.FileDesk;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.upstream.Header;
import dev.usher.daemon.upstream.UpstreamClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks an API that is compatible with OpenAI's chat completions. The application's messages, or its prompt as one, are sent as
 * they came; so is every field that Usher does not know. What makes the answer a stream of one choice is not the application's
 * to change.
 */
public final class OpenAiBackend implements Backend {
    private final Api api;
    private final @Nullable FileDesk desk;
    private final Asking.Asker asker = new Asking.Asker(this::question, OpenAiAnswer::new);
    private final String model;

    /**
     * Makes one.
     *
     * @param client asks the API at {@code settings.base()}; the caller's to close
     * @param desk reads the files that handoffs bring, and is the caller's to close; null: they may bring none
     */
    public OpenAiBackend(OpenAiSettings settings, UpstreamClient client, @Nullable FileDesk desk) {
        this.desk = desk;
        this.api = new Api("openai", client, settings.key());
        this.model = settings.model();
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        return Asking.open(request, sink, asker, desk);
    }

    private Question question(SeatRequest request, Handed handed, Enclosed enclosed) throws BadRequest {
        List<Header> headers = Api.headers(request);
        api.addKey(headers, "Authorization", "Bearer ");
        return new Question(api, null, "/chat/completions", headers, body(handed, enclosed));
    }

    private JsonBytes body(Handed handed, Enclosed enclosed) throws BadRequest {
        RequestJson body = new RequestJson(handed);
        body.model(model);
        body.field("messages").put(Conversation.withSystem(handed, enclosed, PartFormat.OPENAI));
        body.copy("max_tokens");
        body.copy("temperature");
        body.others();
        body.field("stream").put("true");
        return body.end();
    }
}
