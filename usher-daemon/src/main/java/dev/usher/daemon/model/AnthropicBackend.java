package dev.usher.daemon.model;

import dev.usher.daemon.attach.FileDesk;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.model.JsonBytes.Slice;
import dev.usher.daemon.upstream.Header;
import dev.usher.daemon.upstream.UpstreamClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks Anthropic's Messages API. Messages of the roles {@code system} and {@code developer}, which this API does not know,
 * become its {@code system}; the others, and every field that Usher does not know, are sent as they came.
 */
public final class AnthropicBackend implements Backend {
    /** The version of the API whose events are understood. */
    private static final String VERSION = "2023-06-01";

    private final Api api;
    private final @Nullable FileDesk desk;
    private final Asking.Asker asker = new Asking.Asker(this::question, AnthropicAnswer::new);
    private final String model;
    private final int maxTokens;

    /**
     * Makes one.
     *
     * @param client asks the API at {@code settings.base()}; the caller's to close
     * @param desk reads the files that handoffs bring, and is the caller's to close; null: they may bring none
     */
    public AnthropicBackend(AnthropicSettings settings, UpstreamClient client, @Nullable FileDesk desk) {
        this.desk = desk;
        this.api = new Api("anthropic", client, settings.key());
        this.model = settings.model();
        this.maxTokens = settings.maxTokens();
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        return Asking.open(request, sink, asker, desk);
    }

    private Question question(SeatRequest request, Handed handed, Enclosed enclosed) throws BadRequest {
        List<Header> headers = Api.headers(request);
        headers.add(new Header("anthropic-version", VERSION));
        api.addKey(headers, "x-api-key", "");
        return new Question(api, null, "/v1/messages", headers, body(handed, enclosed));
    }

    private JsonBytes body(Handed handed, Enclosed enclosed) throws BadRequest {
        RequestJson body = new RequestJson(handed);
        body.model(model);
        system(Conversation.system(handed), body);
        body.field("messages").put(Conversation.withoutSystem(handed, enclosed, PartFormat.ANTHROPIC));
        if (!body.copy("max_tokens")) {
            body.field("max_tokens").put(Integer.toString(maxTokens));
        }
        body.copy("temperature");
        body.others();
        body.field("stream").put("true");
        return body.end();
    }

    /** One string stays one; more than that is an array of parts. */
    private static void system(List<Slice> said, RequestJson body) {
        if (said.isEmpty()) {
            return;
        }
        JsonBytes json = body.field("system");
        if (said.size() == 1) {
            json.put(said.getFirst());
            return;
        }
        json.put("[");
        boolean first = true;
        for (Slice part : said) {
            if (part.first() == '[' && part.inner().isBlank()) {
                continue;
            }
            json.put(first ? "" : ",");
            first = false;
            if (part.first() == '[') {
                json.put(part.inner());
            } else {
                json.put("{\"type\":\"text\",\"text\":").put(part).put("}");
            }
        }
        json.put("]");
    }
}
